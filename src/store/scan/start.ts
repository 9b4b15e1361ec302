import { endOfPrefix, type Prefixes } from '../../stages/keys.ts';
import { jobsById, type Surroundings } from '../read/assemble.ts';
import type { RangeRequest, RangeResult, Source } from '../source.ts';

/** Pins the newest revision, by one linearizable read, with what every resource is judged beside at it. */
export async function pinNewest(source: Source, prefixes: Prefixes): Promise<Surroundings> {
  return surroundingsOf(prefixes, await source.read(surroundingsRequests(prefixes)));
}

/** Where nothing else is read. */
export async function newestRevision(source: Source, prefixes: Prefixes): Promise<number> {
  return (await source.read([{ from: prefixes.state, countOnly: true }])).revision;
}

export function jobsRequest(prefixes: Prefixes): RangeRequest {
  return { from: prefixes.jobs, to: endOfPrefix(prefixes.jobs), keysOnly: true };
}

/** What tells, in the same read as resources, what they are judged beside. */
export function surroundingsRequests(prefixes: Prefixes): RangeRequest[] {
  return [
    jobsRequest(prefixes),
    { from: prefixes.config, to: endOfPrefix(prefixes.config), keysOnly: true, limit: 1 },
  ];
}

/** @param ranges begin with the answers to `surroundingsRequests` */
export function surroundingsOf(
  prefixes: Prefixes,
  {
    ranges: [jobs, config],
    revision,
  }: { readonly ranges: readonly RangeResult[]; readonly revision: number },
): Surroundings {
  return { revision, jobs: jobsById(prefixes, jobs?.keys ?? []), configEmpty: config?.count === 0 };
}
