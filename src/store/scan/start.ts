import { type Area, endOfPrefix, type Prefixes, STAGES } from '../../stages/keys.ts';
import { jobsById, type Surroundings } from '../assemble.ts';
import type { RangeRequest, RangeResult, Source } from '../source.ts';

/** What is known of the whole before the first resource is read. */
export interface ScanStart extends Surroundings {
  /** Keys under each stage's prefix. */
  readonly counts: { readonly [A in (typeof STAGES)[number]]: number };
}

/** Pins the revision of a scan, by one linearizable read, and reads what every resource is judged beside. */
export async function startScan(source: Source, prefixes: Prefixes): Promise<ScanStart> {
  const counts = STAGES.map((stage): RangeRequest => ({ ...whole(prefixes, stage), countOnly: true }));
  const { revision, ranges } = await source.read([...aroundRequests(prefixes), ...counts]);
  const [heat, job, state] = ranges.slice(AROUND);
  return {
    ...aroundFrom(prefixes, ranges, revision),
    counts: { heat_stacks: heat?.count ?? 0, job_state: job?.count ?? 0, state: state?.count ?? 0 },
  };
}

function whole(prefixes: Prefixes, area: Area): RangeRequest {
  return { from: prefixes[area], to: endOfPrefix(prefixes[area]) };
}

const AROUND = 2;

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
