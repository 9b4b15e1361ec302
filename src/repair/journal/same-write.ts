/** Several runs may plan the same at the same time; etcd carries out one of them. Pure. */
import { resourceName } from '../../stages/keys.ts';
import type { JournalEntry } from './entry.ts';

/** The entry that is known to have made the resource's write of that revision. */
export function writerOf(
  entries: readonly JournalEntry[],
  { ref, where }: JournalEntry,
  revision: number,
): JournalEntry | undefined {
  const name = resourceName(ref);
  return entries.find(
    (entry) =>
      entry.writtenAt === revision &&
      entry.where.clusterId === where.clusterId &&
      resourceName(entry.ref) === name,
  );
}

/** One entry a write: of those that share an ID, the ones that came to nothing are left out where another did not. */
export function oneEachWrite(entries: readonly JournalEntry[]): JournalEntry[] {
  const done = new Set(entries.filter(({ outcome }) => outcome !== 'not_written').map(({ id }) => id));
  const told = entries.filter(({ id, outcome }) => outcome !== 'not_written' || !done.has(id));
  return told.filter(
    (entry) => entry.writtenAt === undefined || writerOf(told, entry, entry.writtenAt) === entry,
  );
}
