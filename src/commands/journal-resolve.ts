/** What became of repairs whose outcome nobody knows: by reading, never by writing. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { JournalEntry } from '../repair/journal/entry.ts';
import type { Told } from '../repair/journal/run-journal.ts';
import { writerOf } from '../repair/journal/same-write.ts';
import { whatIsSeen } from '../repair/settled.ts';
import { CompactedError } from '../store/compacted.ts';
import { readResources } from '../store/resources.ts';
import type { Source } from '../store/source.ts';
import { entriesToResolve } from './journal.ts';
import type { RepairContext } from './repair-context.ts';
import type { JournalResult } from './results.ts';
import { refuseOtherClusters } from './undo.ts';

export interface ResolveOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Called before a wait for what may still be under way. */
  readonly onWait: (ms: number) => void;
}

/**
 * Reads again and records the outcome of the named entry, else of all unknown ones of this cluster. Throws
 * `StoreError` where that can't be read; what was resolved before stays recorded.
 */
export async function resolveEntries(
  context: RepairContext,
  name: string | undefined,
  options: ResolveOptions,
): Promise<JournalResult> {
  const { source, journal } = context;
  const wanted = entriesToResolve(journal, name);
  if (wanted.length === 0) return { entries: [], whole: true };
  const { clusterId } = await source.identity();
  if (name !== undefined) refuseOtherClusters(wanted, clusterId);
  const told: JournalEntry[] = [];
  for (const entry of wanted) {
    if (entry.where.clusterId === clusterId)
      told.push(await resolveOne(context, entry, [...told, ...journal.entries], options));
    else told.push({ ...entry, detail: `it is of cluster ${entry.where.clusterId}, this is ${clusterId}` });
  }
  await journal.run.close();
  return { entries: told, whole: true };
}

/** A written or undone one stays what it is; a `not_written` that was named is looked at again. */
async function resolveOne(
  context: RepairContext,
  entry: JournalEntry,
  others: readonly JournalEntry[],
  options: ResolveOptions,
): Promise<JournalEntry> {
  if (entry.outcome === 'written' || entry.outcome === 'undone') return entry;
  const told = notAnothers(entry, await lookAgain(context, entry, options), others);
  if (told.outcome !== entry.outcome || told.outcome !== 'unknown')
    await context.journal.run.end(entry, told);
  const { revision, ...rest } = told;
  return { ...entry, ...rest, ...(revision === undefined ? {} : { writtenAt: revision }) };
}

/** A repair that planned the same may have made the write that is seen; one revision is one transaction's. */
function notAnothers(entry: JournalEntry, told: Told, others: readonly JournalEntry[]): Told {
  const writer = told.revision === undefined ? undefined : writerOf(others, entry, told.revision);
  if (writer === undefined || writer.run === entry.run) return told;
  return {
    outcome: 'not_written',
    detail: `${writer.run} made the same write, at revision ${told.revision}`,
  };
}

async function lookAgain(
  context: RepairContext,
  entry: JournalEntry,
  options: ResolveOptions,
): Promise<Told> {
  const first = await look(context, entry);
  if (first !== 'untouched') return first;
  const left = Date.parse(entry.time) + entry.inFlightMs - options.now();
  if (left > 0) {
    const ms = Math.min(left, entry.inFlightMs);
    options.onWait(ms);
    await sleep(ms);
  }
  const second = left > 0 ? await look(context, entry) : first;
  return second === 'untouched'
    ? { outcome: 'not_written', detail: 'every key is as it was before' }
    : second;
}

async function look({ source, prefixes }: RepairContext, entry: JournalEntry): Promise<Told | 'untouched'> {
  const [now] = await readResources(source, prefixes, [entry.ref]);
  if (now === undefined) throw new Error('a read of one resource gave none');
  if (now.revision < entry.revision) return notInThisHistory(entry, now.revision);
  const seen = whatIsSeen(entry, now);
  if (seen.kind === 'untouched') return 'untouched';
  if (seen.kind === 'written') return { outcome: 'written', revision: seen.revision };
  return (await lookBack(source, entry)) ?? { outcome: 'unknown', detail: STILL_UNKNOWN };
}

/** Its write would have a revision above that of its plan. */
function notInThisHistory({ revision }: JournalEntry, now: number): Told {
  const detail = `not the same history (restored from a snapshot?): the store is at revision ${now}, and was at ${revision} when it was planned`;
  return { outcome: 'not_written', detail };
}

const STILL_UNKNOWN =
  'the stages have moved on, and what they held right after is no longer in etcd; nothing of it can come any more';

/** The value that came right after the guarded one is the repair's, or it was not carried out. */
async function lookBack(source: Source, { images, guards }: JournalEntry): Promise<Told | undefined> {
  const image = images.find(({ after }) => after !== undefined);
  if (image === undefined) return undefined;
  const next = await firstAfter(source, image.key, guards[image.stage]);
  if (next === undefined) return undefined;
  const ours = Buffer.compare(next.value, image.after ?? Buffer.alloc(0)) === 0;
  return ours
    ? { outcome: 'written', revision: next.modRevision, detail: 'the stages have moved on since' }
    : {
        outcome: 'not_written',
        detail: `somebody else wrote ${image.stage} at revision ${next.modRevision}`,
      };
}

/** Writes that are looked at, at most, from the newest back. */
const MOST_STEPS = 1000;

/** The first write of a key after a revision (0: its creation); undefined where it is not in etcd any more. */
async function firstAfter(source: Source, key: string, after: number) {
  let at: number | undefined;
  for (let step = 0; step < MOST_STEPS; step++) {
    const found = await readAt(source, key, at);
    if (found === undefined || found.modRevision <= after) return undefined;
    if (found.version === 1) return after === 0 ? found : undefined;
    const before = await readAt(source, key, found.modRevision - 1);
    if (before?.modRevision === after) return found;
    at = found.modRevision - 1;
  }
  return undefined;
}

async function readAt(source: Source, key: string, revision: number | undefined) {
  try {
    const { ranges } = await source.read([{ from: key, ...(revision === undefined ? {} : { revision }) }]);
    return ranges[0]?.keys[0];
  } catch (error) {
    if (error instanceof CompactedError) return undefined;
    throw error;
  }
}
