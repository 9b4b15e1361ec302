import { StoreError } from '../../errors.ts';
import { CompactedError } from '../compacted.ts';
import { PermissionError } from '../permission.ts';
import type { Guard, RangeRequest, ReadResult, SourceIdentity, WritableSource, Write } from '../source.ts';
import { type Cluster, type ClusterSettings, openCluster } from './cluster.ts';
import { commitRequest } from './commit.ts';
import { deniedRead, deniedWrite } from './denied.ts';
import { askAny } from './failover.ts';
import { oldestRevisionRequest } from './oldest-revision.ts';
import { readRequest } from './read.ts';
import { leaseRequest, statusRequest } from './status.ts';
import { writeOnce } from './write.ts';

async function oldestRevision(cluster: Cluster, key: string | Uint8Array, compacted: number) {
  const request = oldestRevisionRequest(key, compacted);
  try {
    const members = cluster.inOrder();
    const told = await askAny(
      members,
      (member, until) => member.call(request, until),
      cluster.limit(),
      cluster.patienceMs,
    );
    return told.value;
  } catch {
    // It only makes the message better.
    return undefined;
  }
}

/** etcd's refusals say neither what may not be read nor which revisions are left: that is asked for. */
async function explained(
  cluster: Cluster,
  error: unknown,
  ranges: readonly RangeRequest[],
): Promise<unknown> {
  if (error instanceof PermissionError) return deniedRead(cluster, ranges, error);
  const cause = error instanceof StoreError && error.cause instanceof Error ? error.cause.message : '';
  const [oldest] = ranges
    .filter((range) => range.revision)
    .sort((a, b) => (a.revision ?? 0) - (b.revision ?? 0));
  if (oldest?.revision === undefined || !cause.includes('has been compacted')) return error;
  return new CompactedError(
    oldest.revision,
    await oldestRevision(cluster, oldest.from, oldest.revision),
    error,
  );
}

async function read(cluster: Cluster, ranges: readonly RangeRequest[]): Promise<ReadResult> {
  const request = readRequest(ranges);
  try {
    return await cluster.ask(request);
  } catch (error) {
    throw await explained(cluster, error, ranges);
  }
}

async function identity(
  cluster: Cluster,
  named: Pick<SourceIdentity, 'context' | 'endpoints'>,
): Promise<SourceIdentity> {
  // Every answer tells it; only where there was none yet, one is asked for.
  if (cluster.id() === undefined) await cluster.ask(statusRequest);
  return { kind: 'etcd', clusterId: cluster.id() ?? '', ...named };
}

async function commit(cluster: Cluster, guards: readonly Guard[], writes: readonly Write[]) {
  const request = commitRequest(guards, writes);
  try {
    return await writeOnce(cluster, request);
  } catch (error) {
    throw error instanceof PermissionError ? await deniedWrite(cluster, writes, error) : error;
  }
}

/** The cluster behind these members as a source. */
export function clusterSource(settings: ClusterSettings): WritableSource {
  const cluster = openCluster(settings);
  const { context, members } = settings;
  const endpoints = members.map((member) => member.endpoint.url);
  const named = context === undefined ? { endpoints } : { context, endpoints };
  return {
    read: (ranges) => read(cluster, ranges),
    identity: () => identity(cluster, named),
    leaseSecondsLeft: (leaseId) => cluster.ask(leaseRequest(leaseId)),
    commit: (guards, writes) => commit(cluster, guards, writes),
    close: cluster.close,
  };
}
