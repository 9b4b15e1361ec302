import { RefusedError, UsageError } from '../../errors.ts';
import type { JournalEntry, Who } from '../../repair/journal/entry.ts';
import { findEntries } from '../../repair/journal/find.ts';
import type { Journal } from '../../repair/journal/journal.ts';
import { suggest } from '../../suggestion.ts';
import type { JournalResult } from './result.ts';

export type Word = 'written' | 'not_written';

/**
 * Records what the operator says of one entry of which etcd does not tell; asks nobody. Throws `NameError` for an unknown
 * name, `UsageError` where it stands for several, `RefusedError` where the outcome is known.
 */
export async function recordWord(
  { entries, run }: Journal,
  name: string,
  word: Word,
  { user, host }: Pick<Who, 'user' | 'host'>,
): Promise<JournalResult> {
  const entry = openEntryOf(findEntries(entries, name), name);
  const detail = `by the operator's own word (${user} on ${host})`;
  await run.end(entry, { outcome: word, by: 'operator', detail });
  await run.close();
  const { writtenAt: _, ...rest } = entry;
  return { entries: [{ ...rest, outcome: word, byOperator: true, detail }], whole: true };
}

/** A word can be taken back by another; what etcd has told can't. */
function openEntryOf(named: readonly JournalEntry[], name: string): JournalEntry {
  const open = named.filter(
    ({ outcome, byOperator }) => outcome === 'unknown' || (byOperator === true && outcome !== 'undone'),
  );
  const [entry, another] = open;
  if (another !== undefined)
    throw new UsageError(`--as is about one entry, and ${name} has ${open.length} that are not known`, {
      hint: `name one of ${open.map(({ id }) => id).join(', ')}`,
    });
  if (entry !== undefined) return entry;
  throw new RefusedError(`what became of entry ${named[0]?.id} is known: ${named[0]?.outcome}`, {
    hint: 'look at it',
    next: suggest('journal', { of: [named[0]?.id ?? ''] }),
  });
}
