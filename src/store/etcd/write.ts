import type { CommitResult } from '../source.ts';
import type { Cluster } from './cluster.ts';
import type { Send } from './connection.ts';
import { type Deadline, withinMs } from './deadline.ts';
import type { Etcd3Connection } from './etcd3/connection.ts';
import type { Member } from './member.ts';
import type { WithHeader } from './message.ts';
import { headerRequest } from './read.ts';
import { type Failure, failureOf, storeError, writeError } from './translate-error.ts';

/** Makes sure, before anything is written, that the member can be reached and is of the cluster that was read. */
async function checkClusterId(
  cluster: Cluster<Etcd3Connection>,
  member: Member<Etcd3Connection>,
  until: Deadline,
): Promise<void> {
  if (cluster.knows(member) && member.isConnected()) return;
  cluster.recognise(member, (await member.call(headerRequest, until)).header);
}

/** The first member that a write can be sent to. Throws `StoreError`; nothing has been sent then. */
async function writableMember(
  cluster: Cluster<Etcd3Connection>,
  until: Deadline,
): Promise<Member<Etcd3Connection>> {
  const members = cluster.inOrder();
  // One that hangs must not use up the time of those behind it.
  const patience = members.length === 1 ? Number.POSITIVE_INFINITY : cluster.patienceMs;
  const failures: Failure[] = [];
  for (const member of members) {
    try {
      await checkClusterId(cluster, member, withinMs(until, patience));
      cluster.prefer(member);
      return member;
    } catch (error) {
      failures.push(failureOf(member.endpoint.url, error));
    }
  }
  throw storeError(failures);
}

/**
 * Sends a write to one member, once. Throws `StoreError` where it certainly was not carried out and
 * `UnknownOutcomeError` where that can't be known.
 */
export async function writeOnce(
  cluster: Cluster<Etcd3Connection>,
  request: Send<WithHeader<CommitResult>, Etcd3Connection>,
): Promise<CommitResult> {
  const until = cluster.limit();
  const member = await writableMember(cluster, until);
  let sent = false;
  const send: typeof request = (connection, options) => {
    sent = true;
    return request(connection, options);
  };
  try {
    return (await member.call(send, until)).value;
  } catch (error) {
    const failure = failureOf(member.endpoint.url, error);
    throw sent ? writeError(failure) : storeError([failure]);
  }
}
