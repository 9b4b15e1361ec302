import { type Area, endOfPrefix, type Prefixes, STAGES } from '../../stages/keys.ts';
import { jobsById, type Surroundings } from '../assemble.ts';
import type { RangeRequest, Source } from '../source.ts';

/** What is known of the whole before the first resource is read. */
export interface ScanStart extends Surroundings {
  /** Keys under each stage's prefix. */
  readonly counts: { readonly [A in (typeof STAGES)[number]]: number };
}

/** Pins the revision of a scan, by one linearizable read, and reads what every resource is judged beside. */
export async function startScan(source: Source, prefixes: Prefixes): Promise<ScanStart> {
  const whole = (area: Area): RangeRequest => ({ from: prefixes[area], to: endOfPrefix(prefixes[area]) });
  const read = await source.read([
    ...STAGES.map((stage): RangeRequest => ({ ...whole(stage), countOnly: true })),
    { ...whole('config'), keysOnly: true, limit: 1 },
    { ...whole('jobs'), keysOnly: true },
  ]);
  const [heat, job, state, config, jobs] = read.ranges;
  return {
    revision: read.revision,
    counts: { heat_stacks: heat?.count ?? 0, job_state: job?.count ?? 0, state: state?.count ?? 0 },
    configEmpty: config?.keys.length === 0,
    jobs: jobsById(prefixes, jobs?.keys ?? []),
  };
}
