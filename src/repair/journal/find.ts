/** What an operator calls an entry. */
import { NameError } from '../../errors.ts';
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
