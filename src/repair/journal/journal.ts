import { type ResourceRef, resourceName } from '../../stages/keys.ts';
import type { BootTime } from '../../system/processes.ts';
import { entriesOf } from './entries.ts';
import type { JournalEntry, Who } from './entry.ts';
import { readFolder } from './folder.ts';
import { newRun, type RunJournal } from './run-journal.ts';

/** The journal as it was when the command began, and the run that the command adds to it. */
export interface Journal {
  readonly entries: readonly JournalEntry[];
  readonly run: RunJournal;
}

export interface JournalSettings {
  readonly folder: string;
  readonly who: Who;
  /** Milliseconds within which what is sent is carried out or never. */
  readonly inFlightMs: number;
  readonly bootTime: () => BootTime | undefined;
}

/** Reads what is there; writes nothing before the first repair. Throws `RefusedError` where it can't be read. */
export async function openJournal(settings: JournalSettings): Promise<Journal> {
  const files = readFolder(settings.folder);
  const newest =
    files
      .flat()
      .map(({ time }) => time)
      .sort()
      .at(-1) ?? '';
  return { entries: entriesOf(files), run: newRun({ ...settings, newest }) };
}

/** The newest entry of a resource of which nobody knows whether it was written. */
export function openEntry(
  entries: readonly JournalEntry[],
  clusterId: string,
  ref: ResourceRef,
): JournalEntry | undefined {
  const name = resourceName(ref);
  return entries.findLast(
    (entry) =>
      entry.outcome === 'unknown' && entry.where.clusterId === clusterId && resourceName(entry.ref) === name,
  );
}
