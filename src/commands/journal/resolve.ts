/** What became of repairs whose outcome nobody knows: by reading, never by writing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { whatBecame } from '../../repair/became.ts';
import type { JournalEntry } from '../../repair/journal/entry.ts';
import { findEntries, ownPrefixes, writerOf } from '../../repair/journal/find.ts';
import type { Journal } from '../../repair/journal/journal.ts';
import type { EntryOutcome } from '../../repair/journal/run-journal.ts';
import type { Became } from '../../repair/settled.ts';
import { refuseOtherClusters } from '../../repairing/same-cluster.ts';
import type { RepairContext } from '../../repairing/session.ts';
import type { JournalResult } from './result.ts';

export interface ResolveOptions {
  /** Milliseconds for which what an entry sent may still be under way. */
  readonly leftMs: (entry: JournalEntry) => number;
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
  return { entries: told, whole: true, resolved: true };
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
function notAnothers(entry: JournalEntry, told: EntryOutcome, others: readonly JournalEntry[]): EntryOutcome {
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
): Promise<EntryOutcome> {
  const first = await look(context, entry);
  const left = first.kind === 'untouched' ? options.leftMs(entry) : 0;
  if (left > 0) {
    options.onWait(left);
    await sleep(left);
  }
  return outcomeOf(left > 0 ? await look(context, entry) : first);
}

function look({ source, prefixes }: RepairContext, entry: JournalEntry): Promise<Became> {
  return whatBecame(source, ownPrefixes(entry, prefixes), entry);
}

function outcomeOf(became: Became): EntryOutcome {
  if (became.kind === 'written') return { outcome: 'written', revision: became.revision };
  if (became.kind === 'untouched')
    return { outcome: 'not_written', detail: 'its keys are as they were before' };
  return { outcome: became.kind, detail: became.why };
}

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
