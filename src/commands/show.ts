import { resourceName } from '../stages/keys.ts';
import type { JobEntry, Snapshot } from '../stages/snapshot.ts';
import { hasStage } from '../store/assemble.ts';
import { resolveNames } from '../store/lookup.ts';
import type { NameQuery } from '../store/name-query.ts';
import { readResources } from '../store/resources.ts';
import type { Source } from '../store/source.ts';
import { type Context, judgeSnapshot, proveBlame } from './judging.ts';
import type { ShowResult } from './results.ts';

/** The stages of each resource named, judged, all at one revision. */
export async function show(context: Context, queries: readonly NameQuery[]): Promise<ShowResult> {
  const { source, prefixes } = context;
  const { refs, failures } = await resolveNames(source, prefixes, queries);
  const read = await readResources(source, prefixes, refs);
  const snapshots = await Promise.all(read.filter(hasStage).map((snapshot) => withLeases(source, snapshot)));
  const gone = read
    .filter((snapshot) => !hasStage(snapshot))
    .map(({ ref }) => ({
      name: resourceName(ref),
      message: `${resourceName(ref)} was deleted while it was looked up`,
    }));
  const resources = await proveBlame(
    context,
    snapshots.map((snapshot) => judgeSnapshot(snapshot, context.judging)),
  );
  const revision = read[0]?.revision ?? 0;
  return { source: { ...(await source.identity()), revision }, resources, failures: [...failures, ...gone] };
}

/** Only a `working` key has a lease; how long it still holds tells whether the worker renews it. */
async function withLeases(source: Source, snapshot: Snapshot): Promise<Snapshot> {
  const jobs = await Promise.all(snapshot.jobs.map((job) => withLease(source, job)));
  return { ...snapshot, jobs };
}

async function withLease(source: Source, job: JobEntry): Promise<JobEntry> {
  const left = job.leaseId === '0' ? undefined : await source.leaseSecondsLeft(job.leaseId);
  return left === undefined ? job : { ...job, leaseSecondsLeft: left };
}
