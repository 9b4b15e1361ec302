import { keyOf, type Prefixes, type ResourceRef } from '../stages/keys.ts';
import type { Entry, Snapshot } from '../stages/snapshot.ts';
import { CompactedError } from './compacted.ts';
import { type PacedRead, pacedRead } from './paced-read.ts';
import type { RangeRequest, Source, StoredKey } from './source.ts';
import { TooLargeError } from './too-large.ts';

export interface PastLook {
  readonly ref: ResourceRef;
  readonly revision: number;
  /** The resource as read later: a stage that was not written after `revision` is not asked for again. */
  readonly now?: Snapshot;
}

const STAGES_READ = ['heat_stacks', 'state'] as const;
type StageRead = (typeof STAGES_READ)[number];
/** 128 reads, each at its own revision, fit one transaction (3–6 ms on etcd 3.4 and 3.5). */
const MOST_READS = 128;

/**
 * heat_stacks and state as they were, each resource at its own revision; `compacted` where that revision is gone.
 * @param read asked for all at once
 */
export async function readPast(
  source: Source,
  prefixes: Prefixes,
  looks: readonly PastLook[],
  read: PacedRead = pacedRead(source),
): Promise<(Snapshot | 'compacted')[]> {
  const found = await Promise.all(batchesOf(looks).map((some) => readFitting(read, prefixes, some)));
  return found.flat();
}

/** As many as one transaction takes; most need a read each. */
function batchesOf(looks: readonly PastLook[]): PastLook[][] {
  const batches: PastLook[][] = [];
  let reads = MOST_READS;
  for (const look of looks) {
    const needs = stagesToRead(look).length;
    if (reads + needs > MOST_READS) {
      batches.push([]);
      reads = 0;
    }
    batches.at(-1)?.push(look);
    reads += needs;
  }
  return batches;
}

function stagesToRead(look: PastLook): StageRead[] {
  return STAGES_READ.filter((stage) => unchangedSince(look, stage) === undefined);
}

function unchangedSince({ now, revision }: PastLook, stage: StageRead): Entry | undefined {
  const entry = now?.stages[stage];
  return entry !== undefined && entry.modRevision <= revision ? entry : undefined;
}

/**
 * One revision that is gone fails the whole transaction, and values may be too large for one answer: halving finds what
 * can be read in few round trips.
 */
async function readFitting(
  read: PacedRead,
  prefixes: Prefixes,
  looks: readonly PastLook[],
): Promise<(Snapshot | 'compacted')[]> {
  try {
    return await readTogether(read, prefixes, looks);
  } catch (error) {
    const gone = error instanceof CompactedError;
    if (!gone && !(error instanceof TooLargeError)) throw error;
    if (looks.length > 1) return readHalves(read, prefixes, looks);
    if (gone) return ['compacted'];
    throw error;
  }
}

async function readHalves(read: PacedRead, prefixes: Prefixes, looks: readonly PastLook[]) {
  const middle = Math.ceil(looks.length / 2);
  const first = await readFitting(read, prefixes, looks.slice(0, middle));
  return [...first, ...(await readFitting(read, prefixes, looks.slice(middle)))];
}

async function readTogether(
  read: PacedRead,
  prefixes: Prefixes,
  looks: readonly PastLook[],
): Promise<Snapshot[]> {
  const requests = looks.flatMap((look) =>
    stagesToRead(look).map((stage): RangeRequest => {
      return { from: keyOf(prefixes, stage, look.ref), revision: look.revision };
    }),
  );
  const answers = requests.length === 0 ? [] : (await read(requests)).ranges;
  let at = 0;
  return looks.map((look) => {
    const asked = stagesToRead(look);
    const read = new Map(asked.map((stage) => [stage, answers[at++]?.keys[0]]));
    return asOf(look, (stage) => unchangedSince(look, stage) ?? read.get(stage));
  });
}

function asOf(
  { ref, revision }: PastLook,
  entryOf: (stage: StageRead) => Entry | StoredKey | undefined,
): Snapshot {
  const stages = Object.fromEntries(
    STAGES_READ.flatMap((stage) => {
      const entry = entryOf(stage);
      return entry === undefined ? [] : [[stage, entry]];
    }),
  );
  return { ref, stages, jobs: [], revision, configEmpty: true };
}
