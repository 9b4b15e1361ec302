/** What the records come to. Pure. */
import type { BeginRecord, JournalEntry, JournalRecord, OutcomeRecord } from './entry.ts';

/** One entry a begun repair, oldest first. */
export function entriesOf(records: readonly JournalRecord[]): JournalEntry[] {
  const outcomes = new Map<string, OutcomeRecord>();
  const inOrder = records.toSorted((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)));
  for (const record of inOrder) if (record.record === 'outcome') outcomes.set(nameOf(record), record);
  const entries = inOrder
    .filter((record) => record.record === 'begin')
    .map((begin) => entryOf(begin, outcomes.get(nameOf(begin))));
  return withUndone(entries);
}

function nameOf({ run, id }: Pick<JournalRecord, 'run' | 'id'>): string {
  return `${run} ${id}`;
}

function entryOf(begin: BeginRecord, told: OutcomeRecord | undefined): JournalEntry {
  const { outcome = 'unknown', revision, detail } = told ?? {};
  return {
    ...begin,
    outcome,
    ...(revision === undefined ? {} : { writtenAt: revision }),
    ...(detail === undefined ? {} : { detail }),
  };
}

/** Newest first, so that an undo that was itself undone counts no more. */
function withUndone(entries: readonly JournalEntry[]): JournalEntry[] {
  const undoneBy = new Map<string, string>();
  const told = entries.toReversed().map((entry): JournalEntry => {
    const by = entry.outcome === 'written' ? undoneBy.get(entry.id) : undefined;
    if (by !== undefined) return { ...entry, outcome: 'undone', undoneBy: by };
    if (entry.outcome === 'written' && entry.undoes !== undefined) undoneBy.set(entry.undoes, entry.id);
    return entry;
  });
  return told.reverse();
}
