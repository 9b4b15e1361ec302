import { endOfPrefix, type Prefixes } from '../../stages/keys.ts';
import { type JobsById, jobsById } from '../assemble.ts';
import type { RangeRequest, RangeResult, Source } from '../source.ts';
import { type Ranges, rangesByType } from './ranges.ts';

/** What all resources of one revision are judged beside. */
export interface Pinned {
  readonly revision: number;
  readonly jobs: JobsById;
}

/** What is known before the first resource is read. The ranges are a help only: they need not be those of the revision. */
export interface ScanStart extends Pinned, Ranges {}

/** Pins the revision of a scan, by one linearizable read, and looks where the resources lie. */
export async function startScan(source: Source, prefixes: Prefixes): Promise<ScanStart> {
  const [pinned, ranges] = await Promise.all([pinNewest(source, prefixes), rangesByType(source, prefixes)]);
  return { ...pinned, ...ranges };
}

/** The newest revision, with what every resource is judged beside at it. */
export async function pinNewest(source: Source, prefixes: Prefixes): Promise<Pinned> {
  const { revision, ranges } = await source.read([jobsRequest(prefixes)]);
  return pinnedBy(prefixes, ranges[0], revision);
}

/** What tells, in the same read as resources, what they are judged beside. */
export function jobsRequest(prefixes: Prefixes): RangeRequest {
  return { from: prefixes.jobs, to: endOfPrefix(prefixes.jobs), keysOnly: true };
}

/** @param jobs the answer to `jobsRequest` */
export function pinnedBy(prefixes: Prefixes, jobs: RangeResult | undefined, revision: number): Pinned {
  return { revision, jobs: jobsById(prefixes, jobs?.keys ?? []) };
}
