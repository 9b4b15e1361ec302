import { type Prefixes, type ResourceRef, rawKeyOf } from '../../stages/keys.ts';
import type { Entry, Snapshot } from '../../stages/snapshot.ts';
import { CompactedError } from '../compacted.ts';
import { MOST_OPERATIONS, type RangeRequest, type Source, type StoredKey } from '../source.ts';
import { inParts, isTooMuch } from './in-parts.ts';
import { type PacedRead, pacedRead } from './paced-read.ts';

export interface PastLook {
  readonly ref: ResourceRef;
  readonly revision: number;
  /** The resource as read later: a stage that was not written after `revision` is not asked for again. */
  readonly now?: Snapshot;
}

const STAGES_READ = ['heat_stacks', 'state'] as const;
type StageRead = (typeof STAGES_READ)[number];
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

/** As many as one transaction takes, each at its own revision (3–6 ms on etcd 3.4 and 3.5); most need a read each. */
function batchesOf(looks: readonly PastLook[]): PastLook[][] {
  const batches: PastLook[][] = [];
  let reads = MOST_OPERATIONS;
  for (const look of looks) {
    const needs = stagesToRead(look).length;
    if (reads + needs > MOST_OPERATIONS) {
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

/** One revision that is gone fails the whole transaction: smaller parts find what can be read in few round trips. */
async function readFitting(
  read: PacedRead,
  prefixes: Prefixes,
  looks: readonly PastLook[],
): Promise<(Snapshot | 'compacted')[]> {
  return inParts<PastLook, Snapshot | 'compacted'>(
    looks,
    looks.length,
    async (some) => {
      try {
        return await readTogether(read, prefixes, some);
      } catch (error) {
        if (some.length === 1 && error instanceof CompactedError) return ['compacted'];
        throw error;
      }
    },
    (error) => isTooMuch(error) || error instanceof CompactedError,
  );
}

async function readTogether(
  read: PacedRead,
  prefixes: Prefixes,
  looks: readonly PastLook[],
): Promise<Snapshot[]> {
  const requests = looks.flatMap((look) =>
    stagesToRead(look).map((stage): RangeRequest => {
      return { from: rawKeyOf(prefixes, stage, look.ref), revision: look.revision };
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
