/** heat_stacks and state of resources as they were, each resource at its own revision. */
import { type Prefixes, type ResourceRef, rawKeyOf } from '../../stages/keys.ts';
import type { Entry, Snapshot } from '../../stages/snapshot.ts';
import { DEFAULT_PACE, newPace, type Pace } from '../scan/pace.ts';
import type { RangeRequest, RangeResult, Source, StoredKey } from '../source.ts';
import { readPastBundles } from './bundles.ts';

export interface PastLook {
  readonly ref: ResourceRef;
  readonly revision: number;
  /** The resource as read later: a stage that was not written after `revision` is not asked for again. */
  readonly now?: Snapshot;
}

const STAGES_READ = ['heat_stacks', 'state'] as const;
type StageRead = (typeof STAGES_READ)[number];

/** In the order asked for; `compacted` where the revision is gone. Most need one range each. */
export async function readPast(
  source: Source,
  prefixes: Prefixes,
  looks: readonly PastLook[],
  pace: Pace = newPace(DEFAULT_PACE),
): Promise<(Snapshot | 'compacted')[]> {
  const bundles = looks.map((look) =>
    stagesToRead(look).map((stage): RangeRequest => {
      return { from: rawKeyOf(prefixes, stage, look.ref), revision: look.revision };
    }),
  );
  const read = await readPastBundles({ source, pace }, bundles);
  return looks.map((look, i) => pastOf(look, read[i] ?? 'compacted'));
}

function pastOf(look: PastLook, ranges: readonly RangeResult[] | 'compacted'): Snapshot | 'compacted' {
  if (ranges === 'compacted') return ranges;
  const read = new Map(stagesToRead(look).map((stage, i) => [stage, ranges[i]?.keys[0]]));
  return asOf(look, (stage) => unchangedSince(look, stage) ?? read.get(stage));
}

function stagesToRead(look: PastLook): StageRead[] {
  return STAGES_READ.filter((stage) => unchangedSince(look, stage) === undefined);
}

function unchangedSince({ now, revision }: PastLook, stage: StageRead): Entry | undefined {
  const entry = now?.stages[stage];
  return entry !== undefined && entry.modRevision <= revision ? entry : undefined;
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
