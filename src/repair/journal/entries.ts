/** What the records come to: by the order in which they were appended, never by a clock that can be set. Pure. */
import type { BeginRecord, JournalEntry, JournalRecord, OutcomeRecord } from './entry.ts';

/**
 * All begun repairs, oldest first.
 *
 * @param files the records of each run's file, as they were appended
 */
export function entriesOf(files: readonly (readonly JournalRecord[])[]): JournalEntry[] {
  const told = outcomesOf(files);
  const begun = files.flatMap((records) => withRisingTimes(records)).filter((one) => one.record === 'begin');
  // Runs that were under way together are told side by side; each keeps its own order.
  const inOrder = begun.toSorted((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)));
  return withUndone(inOrder.map((begin) => entryOf(begin, told.get(nameOf(begin)))));
}

/** What is appended is later than what stands before it, whatever the clock said. */
function withRisingTimes(records: readonly JournalRecord[]): JournalRecord[] {
  let latest = '';
  return records.map((record) => {
    if (record.time > latest) latest = record.time;
    return { ...record, time: latest };
  });
}

function nameOf({ run, id }: Pick<JournalRecord, 'run' | 'id'>): string {
  return `${run} ${id}`;
}

/**
 * The outcome that counts: the last one, and those of later runs, which have looked again, come behind those of the run
 * itself. What etcd has told to be written stays so.
 */
function outcomesOf(files: readonly (readonly JournalRecord[])[]): Map<string, OutcomeRecord> {
  const own: OutcomeRecord[] = [];
  const later: OutcomeRecord[] = [];
  for (const records of files) {
    const begun = new Set(records.filter(({ record }) => record === 'begin').map(nameOf));
    for (const one of records) if (one.record === 'outcome') (begun.has(nameOf(one)) ? own : later).push(one);
  }
  const last = new Map<string, OutcomeRecord>();
  for (const one of [...own, ...later]) if (!isProven(last.get(nameOf(one)))) last.set(nameOf(one), one);
  return last;
}

function isProven(told: OutcomeRecord | undefined): boolean {
  return told?.outcome === 'written' && told.by === undefined;
}

function entryOf(begin: BeginRecord, told: OutcomeRecord | undefined): JournalEntry {
  const { outcome = 'unknown', revision, detail, by } = told ?? {};
  return {
    ...begin,
    outcome,
    ...(revision === undefined ? {} : { writtenAt: revision }),
    ...(detail === undefined ? {} : { detail }),
    ...(by === undefined ? {} : { byOperator: true }),
  };
}

/** An undo that was itself undone counts no more. */
function withUndone(entries: readonly JournalEntry[]): JournalEntry[] {
  const undos = undosByPlace(entries);
  const known = new Map<JournalEntry, JournalEntry | undefined>();
  const undoneBy = (entry: JournalEntry): JournalEntry | undefined => {
    if (!known.has(entry)) {
      // A made-up journal may go round in a circle.
      known.set(entry, undefined);
      const standing = undos.get(placeOf(entry, entry.id))?.find((undo) => undoneBy(undo) === undefined);
      known.set(entry, standing);
    }
    return known.get(entry);
  };
  return entries.map((entry) => {
    const by = entry.outcome === 'written' ? undoneBy(entry) : undefined;
    return by === undefined ? entry : { ...entry, outcome: 'undone', undoneBy: by.id };
  });
}

function undosByPlace(entries: readonly JournalEntry[]): Map<string, JournalEntry[]> {
  const undos = new Map<string, JournalEntry[]>();
  for (const entry of entries) {
    if (entry.outcome !== 'written' || entry.undoes === undefined) continue;
    const place = placeOf(entry, entry.undoes);
    undos.set(place, [...(undos.get(place) ?? []), entry]);
  }
  return undos;
}

/** An ID follows from keys and revisions, which another cluster may have too. */
function placeOf({ where: { clusterId } }: JournalEntry, id: string): string {
  return `${clusterId} ${id}`;
}
