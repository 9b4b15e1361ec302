import type { JournalEntry } from '../../repair/journal/entry.ts';
import { findEntries } from '../../repair/journal/find.ts';
import type { Journal } from '../../repair/journal/journal.ts';
import type { JournalResult } from './result.ts';

/** All entries, or those of a name. Throws `NameError`. */
export function listJournal({ entries }: Pick<Journal, 'entries'>, name: string | undefined): JournalResult {
  return { entries: name === undefined ? entries : findEntries(entries, name), whole: name !== undefined };
}

/** Which entries are to be resolved: those of a name, else all whose outcome is unknown. Throws `NameError`. */
export function entriesToResolve(
  { entries }: Pick<Journal, 'entries'>,
  name: string | undefined,
): readonly JournalEntry[] {
  return name === undefined
    ? entries.filter(({ outcome }) => outcome === 'unknown')
    : findEntries(entries, name);
}
