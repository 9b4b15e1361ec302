import { type Area, endOfPrefix, type Prefixes, STAGES, type Stage } from '../../stages/keys.ts';
import { jobsById, type Surroundings } from '../assemble.ts';
import { CompactedError } from '../compacted.ts';
import type { RangeRequest, RangeResult, Source } from '../source.ts';

/** What is known of the whole before the first resource is read. */
export interface ScanStart extends Surroundings {
  /** Keys under each stage's prefix. */
  readonly counts: { readonly [S in Stage]: number };
}

/** Pins the revision of a scan, by one linearizable read, and reads what every resource is judged beside. */
export async function startScan(source: Source, prefixes: Prefixes): Promise<ScanStart> {
  const around = await pinNewest(source, prefixes);
  try {
    return { ...around, counts: await countEach(source, prefixes, around.revision) };
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    return startAtOnce(source, prefixes);
  }
}

/** The newest revision, with what every resource is judged beside at it. */
export async function pinNewest(source: Source, prefixes: Prefixes): Promise<Surroundings> {
  const { revision, ranges } = await source.read(aroundRequests(prefixes));
  return aroundFrom(prefixes, ranges, revision);
}

/** Each by itself: etcd goes through all keys that it counts, and millions of them take it seconds. */
async function countEach(source: Source, prefixes: Prefixes, revision: number): Promise<ScanStart['counts']> {
  const reads = countRequests(prefixes).map((request) => source.read([{ ...request, revision }]));
  return countsFrom((await Promise.all(reads)).flatMap(({ ranges }) => ranges));
}

/** All in one read: that can't be compacted away. */
async function startAtOnce(source: Source, prefixes: Prefixes): Promise<ScanStart> {
  const around = aroundRequests(prefixes);
  const { revision, ranges } = await source.read([...around, ...countRequests(prefixes)]);
  return { ...aroundFrom(prefixes, ranges, revision), counts: countsFrom(ranges.slice(around.length)) };
}

function countRequests(prefixes: Prefixes): RangeRequest[] {
  return STAGES.map((stage) => ({ ...whole(prefixes, stage), countOnly: true }));
}

/** @param ranges one for each of `STAGES` */
function countsFrom([heat, job, state]: readonly RangeResult[]): ScanStart['counts'] {
  return { heat_stacks: heat?.count ?? 0, job_state: job?.count ?? 0, state: state?.count ?? 0 };
}

function whole(prefixes: Prefixes, area: Area): RangeRequest {
  return { from: prefixes[area], to: endOfPrefix(prefixes[area]) };
}

/** What tells, in the same read as resources, what they are judged beside. */
export function aroundRequests(prefixes: Prefixes): RangeRequest[] {
  return [
    { ...whole(prefixes, 'config'), keysOnly: true, limit: 1 },
    { ...whole(prefixes, 'jobs'), keysOnly: true },
  ];
}

/** @param ranges answers that begin with those of `aroundRequests` */
export function aroundFrom(
  prefixes: Prefixes,
  ranges: readonly RangeResult[],
  revision: number,
): Surroundings {
  const [config, jobs] = ranges;
  return { revision, configEmpty: config?.keys.length === 0, jobs: jobsById(prefixes, jobs?.keys ?? []) };
}
