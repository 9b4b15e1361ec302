import { type Area, endOfPrefix, type Prefixes, STAGES, type Stage } from '../../stages/keys.ts';
import { CompactedError } from '../compacted.ts';
import type { RangeRequest, RangeResult, Source } from '../source.ts';
import { jobsRequest, type Pinned, pinNewest, pinnedBy } from './start.ts';

/** How much there is at a revision. */
export interface Counted extends Pinned {
  /** Keys under each stage's prefix. */
  readonly counts: { readonly [S in Stage]: number };
  readonly configEmpty: boolean;
}

/** Pins the newest revision and counts its keys. */
export async function pinCounted(source: Source, prefixes: Prefixes): Promise<Counted> {
  const pinned = await pinNewest(source, prefixes);
  try {
    return { ...pinned, ...(await countEach(source, prefixes, pinned.revision)) };
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    return pinAtOnce(source, prefixes);
  }
}

type Counts = Omit<Counted, keyof Pinned>;

/** Each by itself: etcd goes through all keys that it counts, and millions of them take it seconds. */
async function countEach(source: Source, prefixes: Prefixes, revision: number): Promise<Counts> {
  const reads = countRequests(prefixes).map((request) => source.read([{ ...request, revision }]));
  return countsFrom((await Promise.all(reads)).flatMap(({ ranges }) => ranges));
}

/** All in one read: that can't be compacted away. */
async function pinAtOnce(source: Source, prefixes: Prefixes): Promise<Counted> {
  const { revision, ranges } = await source.read([jobsRequest(prefixes), ...countRequests(prefixes)]);
  const [jobs, ...counts] = ranges;
  return { ...pinnedBy(prefixes, jobs, revision), ...countsFrom(counts) };
}

const COUNTED: readonly Area[] = [...STAGES, 'config'];

function countRequests(prefixes: Prefixes): RangeRequest[] {
  return COUNTED.map((area) => ({ from: prefixes[area], to: endOfPrefix(prefixes[area]), countOnly: true }));
}

/** @param ranges one for each of `COUNTED` */
function countsFrom([heat, job, state, config]: readonly RangeResult[]): Counts {
  return {
    counts: { heat_stacks: heat?.count ?? 0, job_state: job?.count ?? 0, state: state?.count ?? 0 },
    configEmpty: config?.count === 0,
  };
}
