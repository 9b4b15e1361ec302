import { endOfPrefix, type Prefixes } from '../../stages/keys.ts';
import { type JobsById, jobsById } from '../read/assemble.ts';
import type { RangeRequest, RangeResult, Source } from '../source.ts';

/** What all resources of one revision are judged beside. */
export interface Pinned {
  readonly revision: number;
  readonly jobs: JobsById;
}

/** Pins the newest revision, by one linearizable read, with what every resource is judged beside at it. */
export async function pinNewest(source: Source, prefixes: Prefixes): Promise<Pinned> {
  const { revision, ranges } = await source.read([jobsRequest(prefixes)]);
  return pinnedBy(prefixes, ranges[0], revision);
}

/** Where nothing else is read. */
export async function newestRevision(source: Source, prefixes: Prefixes): Promise<number> {
  return (await source.read([{ from: prefixes.state, countOnly: true }])).revision;
}

/** What tells, in the same read as resources, what they are judged beside. */
export function jobsRequest(prefixes: Prefixes): RangeRequest {
  return { from: prefixes.jobs, to: endOfPrefix(prefixes.jobs), keysOnly: true };
}

/** @param jobs the answer to `jobsRequest` */
export function pinnedBy(prefixes: Prefixes, jobs: RangeResult | undefined, revision: number): Pinned {
  return { revision, jobs: jobsById(prefixes, jobs?.keys ?? []) };
}
