import { StoreError } from '../../errors.ts';
import { CompactedError, PermissionError } from '../errors.ts';

import type { Guard, RangeRequest, ReadResult, SourceIdentity, WritableSource, Write } from '../source.ts';
import { checkAnswer } from './answer.ts';
import { type Cluster, type ClusterSettings, openCluster } from './cluster.ts';
import type { Connection, Send } from './connection.ts';
import type { Deadline } from './deadline.ts';
import { commitRequest } from './etcd3/commit.ts';
import type { Etcd3Connection } from './etcd3/connection.ts';
import { askAny } from './failover.ts';
import type { Http2Connection } from './http2/connection.ts';
import type { Member } from './member.ts';
import { deniedRead, deniedWrite, mayWriteRequest } from './permission.ts';

import { headerRequest, leaseRequest, readRequest } from './read.ts';
import { changesRequest, oldestRevisionRequest } from './watch.ts';
import { writeOnce } from './write.ts';

/** One cluster by both kinds of connections. */
interface Clusters {
  readonly reading: Cluster<Http2Connection>;
  readonly past: Past;
  byEtcd3(): Promise<Cluster<Etcd3Connection>>;
}

/** What a watch tells; undefined where it fails, for there are other ways, or it only makes a message better. */
async function askOrNothing<T>(
  { reading }: Clusters,
  request: Send<T, Http2Connection>,
): Promise<T | undefined> {
  const ask = (member: Member<Http2Connection>, until: Deadline) => member.call(request, until);
  try {
    return (await askAny(reading.inOrder(), ask, reading.limit(), reading.patienceMs)).value;
  } catch {
    return undefined;
  }
}

/** What is known of the past: no revision that was compacted away comes back. */
interface Past {
  /** This revision and all before it are gone. */
  gone: number;
  /** The first one left, where a watch told it. */
  oldest: number | undefined;
}

/** Each question for a revision that is gone would take a turn, and a watch to ask which is the first one left. */
function refuseGone(past: Past, ranges: readonly RangeRequest[]): void {
  const revision = firstRevision(ranges)?.revision;
  if (revision !== undefined && revision <= past.gone) throw new CompactedError(revision, past.oldest);
}

function firstRevision(ranges: readonly RangeRequest[]) {
  let first: { readonly from: RangeRequest['from']; readonly revision: number } | undefined;
  for (const { from, revision } of ranges)
    if (revision && revision < (first?.revision ?? Number.POSITIVE_INFINITY)) first = { from, revision };
  return first;
}

/** etcd's refusals say neither what may not be read nor which revisions are left: that is asked for. */
async function explained(
  clusters: Clusters,
  error: unknown,
  ranges: readonly RangeRequest[],
): Promise<unknown> {
  if (error instanceof PermissionError) return deniedRead(clusters.reading, ranges, error);
  const cause = error instanceof StoreError && error.cause instanceof Error ? error.cause.message : '';
  const first = firstRevision(ranges);
  if (first === undefined || !cause.includes('has been compacted')) return error;
  const { past } = clusters;
  past.oldest = await askOrNothing(clusters, oldestRevisionRequest(first.from, first.revision));
  past.gone = Math.max(past.gone, first.revision, (past.oldest ?? 0) - 1);
  return new CompactedError(first.revision, past.oldest, error);
}

async function read(clusters: Clusters, ranges: readonly RangeRequest[]): Promise<ReadResult> {
  refuseGone(clusters.past, ranges);
  const request = readRequest(ranges);
  try {
    const answer = await clusters.reading.ask(request);
    checkAnswer(ranges, answer);
    return answer;
  } catch (error) {
    throw await explained(clusters, error, ranges);
  }
}

async function identity(
  cluster: Cluster<Http2Connection>,
  named: Pick<SourceIdentity, 'context' | 'endpoints'>,
): Promise<SourceIdentity> {
  // Every answer tells it; only where there was none yet, one is asked for.
  if (cluster.id() === undefined) await cluster.ask(headerRequest);
  return { kind: 'etcd', clusterId: cluster.id() ?? '', ...named };
}

async function commit(clusters: Clusters, guards: readonly Guard[], writes: readonly Write[]) {
  const request = commitRequest(guards, writes);
  try {
    return await writeOnce(await clusters.byEtcd3(), request);
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    const keys = writes.map((write) => ('put' in write ? write.put : write.delete));
    throw await deniedWrite(clusters.reading, keys, error);
  }
}

async function whatIsDenied({ reading }: Clusters, keys: readonly string[]) {
  try {
    await reading.ask(mayWriteRequest(keys));
    return undefined;
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    return deniedWrite(reading, keys, error);
  }
}

/** Who answers reads is tried first for writes. */
function inOrderOf<C extends Connection>(
  reading: Cluster<Http2Connection>,
  members: readonly Member<C>[],
): Member<C>[] {
  const urls = reading.inOrder().map(({ endpoint }) => endpoint.url);
  const place = ({ endpoint }: Member<C>) => urls.indexOf(endpoint.url);
  return members.toSorted((a, b) => place(a) - place(b));
}

/** A cluster, and how it is opened a second time when that is needed. */
function openClusters(
  settings: ClusterSettings<Http2Connection>,
  settingsByEtcd3: () => Promise<ClusterSettings<Etcd3Connection>>,
): Clusters & { close(): void } {
  const reading = openCluster(settings);
  let opened: Promise<Cluster<Etcd3Connection>> | undefined;
  const open = async () => {
    const byEtcd3 = await settingsByEtcd3();
    return openCluster({ ...byEtcd3, members: inOrderOf(reading, byEtcd3.members), clusterId: reading.id() });
  };
  return {
    reading,
    past: { gone: 0, oldest: undefined },
    byEtcd3: () => {
      opened ??= open();
      return opened;
    },
    close: () => {
      reading.close();
      // One that could not be opened was told of by whoever asked for it.
      opened?.then(
        ({ close }) => close(),
        () => undefined,
      );
    },
  };
}

/** The cluster behind these members as a source. */
export function clusterSource(
  settings: ClusterSettings<Http2Connection>,
  byEtcd3: () => Promise<ClusterSettings<Etcd3Connection>>,
  named: Pick<SourceIdentity, 'context' | 'endpoints'>,
): WritableSource {
  const clusters = openClusters(settings, byEtcd3);
  const { reading } = clusters;
  return {
    read: (ranges) => read(clusters, ranges),
    identity: () => identity(reading, named),
    changesBetween: (first, last) => askOrNothing(clusters, changesRequest(first, last)),
    leaseSecondsLeft: (leaseId) => reading.ask(leaseRequest(leaseId)),
    commit: (guards, writes) => commit(clusters, guards, writes),
    deniedWrite: (keys) => whatIsDenied(clusters, keys),
    close: clusters.close,
  };
}
