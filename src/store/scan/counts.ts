import { endOfPrefix, type Prefixes, STAGES, type Stage } from '../../stages/keys.ts';
import { CompactedError } from '../compacted.ts';
import type { RangeRequest, RangeResult, Source } from '../source.ts';
import { jobsRequest, type Pinned, pinNewest, pinnedBy } from './start.ts';

/** Keys under each stage's prefix. */
export type Counts = { readonly [S in Stage]: number };

/** How much there is at a revision. */
export interface Counted extends Pinned {
  readonly counts: Counts;
  readonly configEmpty: boolean;
}

/** Pins the newest revision and counts its keys. */
export async function pinCounted(source: Source, prefixes: Prefixes): Promise<Counted> {
  const pinned = await pinNewest(source, prefixes);
  const { revision } = pinned;
  try {
    const [counts, { ranges }] = await Promise.all([
      countStages(source, prefixes, revision),
      source.read([{ ...countOf(prefixes.config), revision }]),
    ]);
    return { ...pinned, counts, configEmpty: ranges[0]?.count === 0 };
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    return pinAtOnce(source, prefixes);
  }
}

/** Each by itself: etcd goes through all keys that it counts, and millions of them take it seconds. */
export async function countStages(
  { read }: Pick<Source, 'read'>,
  prefixes: Prefixes,
  revision: number,
): Promise<Counts> {
  const reads = STAGES.map((stage) => read([{ ...countOf(prefixes[stage]), revision }]));
  return countsFrom((await Promise.all(reads)).flatMap(({ ranges }) => ranges));
}

/** All in one read: that can't be compacted away. */
async function pinAtOnce(source: Source, prefixes: Prefixes): Promise<Counted> {
  const stages = STAGES.map((stage) => countOf(prefixes[stage]));
  const { revision, ranges } = await source.read([
    jobsRequest(prefixes),
    countOf(prefixes.config),
    ...stages,
  ]);
  const [jobs, config, ...counts] = ranges;
  return {
    ...pinnedBy(prefixes, jobs, revision),
    counts: countsFrom(counts),
    configEmpty: config?.count === 0,
  };
}

function countOf(prefix: string): RangeRequest {
  return { from: prefix, to: endOfPrefix(prefix), countOnly: true };
}

/** @param ranges one for each of `STAGES` */
function countsFrom([heat, job, state]: readonly RangeResult[]): Counts {
  return { heat_stacks: heat?.count ?? 0, job_state: job?.count ?? 0, state: state?.count ?? 0 };
}
