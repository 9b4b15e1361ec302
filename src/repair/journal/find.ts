/** What an operator calls an entry. */
import { NameError } from '../../errors.ts';
import { type Prefixes, resourceName } from '../../stages/keys.ts';
import { suggest } from '../../suggestion.ts';
import type { JournalEntry } from './entry.ts';

/**
 * The entries of that name: one by its ID or a unique prefix of it, or all of a run (or of a unique prefix of one).
 * Throws `NameError` where there is none, or more than one.
 */
export function findEntries(entries: readonly JournalEntry[], name: string): readonly JournalEntry[] {
  const exact = entries.filter(({ id, run }) => id === name || run === name);
  if (exact.length > 0) return exact;
  const byId = name === '' ? [] : entries.filter(({ id }) => id.startsWith(name));
  const byRun = name.startsWith('run-') ? entries.filter(({ run }) => run.startsWith(name)) : [];
  const names = [...new Set([...byId.map(({ id }) => id), ...byRun.map(({ run }) => run)])];
  if (names.length === 1) return [...byId, ...byRun];
  throw names.length === 0 ? unknownName(name) : ambiguous(name, names);
}

function unknownName(name: string): NameError {
  return new NameError(`the journal has no entry and no run ${JSON.stringify(name)}`, {
    hint: 'what it has',
    next: suggest('journal'),
  });
}

function ambiguous(name: string, names: readonly string[]): NameError {
  const listed = names.slice(0, 10).join(', ');
  const more = names.length > 10 ? ` and ${names.length - 10} more` : '';
  return new NameError(`${JSON.stringify(name)} is ambiguous in the journal: ${listed}${more}`, {
    hint: 'give more of it',
  });
}

/**
 * Where an entry's keys lie, which need not be where today's settings say. Lines of before prefixes were recorded tell it
 * of the stages that they wrote alone.
 */
export function ownPrefixes({ prefixes, ref, images }: JournalEntry, inForce: Prefixes): Prefixes {
  if (prefixes !== undefined) return prefixes;
  const name = resourceName(ref);
  const told = images.map(({ stage, key }) => [stage, key.slice(0, -name.length)]);
  return { ...inForce, ...Object.fromEntries(told) };
}

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
