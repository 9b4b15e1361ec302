import type { JournalEntry } from '../../repair/journal/entry.ts';

export interface JournalResult {
  /** Oldest first. */
  readonly entries: readonly JournalEntry[];
  /** These were asked for by name: each is told with all that was written. */
  readonly whole: boolean;
  /** Where the journal lies: another one may have what this one lacks. */
  readonly folder?: string;
  /** They were looked at again just now: doing that once more tells nothing new. */
  readonly resolved?: true;
}
