import { setTimeout as sleep } from 'node:timers/promises';
import { endOfPrefix } from '../../stages/keys.ts';
import { PermissionError } from '../errors.ts';
import type {
  EndpointError,
  ListedMember,
  MemberAnswer,
  MemberStatus,
  Probe,
  ProbedEndpoint,
} from '../probe.ts';
import { type Cluster, openCluster } from './cluster.ts';
import { clusterSettings } from './connect.ts';
import type { Send } from './connection.ts';
import { type Deadline, timeLeft } from './deadline.ts';
import type { ErrorRow } from './error-table.ts';
import type { Member } from './member.ts';
import { type Header, idText, type WithHeader } from './message.ts';
import { MEMBER_LIST, MEMBER_STATUS } from './methods.ts';
import { mayReadRequest, mayWriteRequest } from './permission.ts';
import { headerRequest, readRequest } from './read.ts';
import type { ConnectionSettings } from './settings.ts';
import { type Failure, failureOf, saysOf } from './translate-error.ts';

/** Enough for a median that one slow answer does not move. */
const READS = 5;
const PAUSE_MS = 200;
const NOTHING = Buffer.alloc(0);

const memberStatus: Send<WithHeader<MemberStatus>> = (connection, options) =>
  connection.unary(MEMBER_STATUS, NOTHING, options);
const memberList: Send<WithHeader<readonly ListedMember[]>> = (connection, options) =>
  connection.unary(MEMBER_LIST, NOTHING, options);

/** Asks the members of a cluster about themselves. Throws as `connectEtcd` does. */
export function probeEtcd(
  settings: ConnectionSettings,
  note: (text: string) => void = () => undefined,
): Probe {
  const { reading } = clusterSettings(settings, note);
  const cluster = openCluster(reading);
  return {
    endpoints: (key) => Promise.all(reading.members.map((member) => probeMember(cluster, member, key))),
    members: () => cluster.ask(memberList).catch(() => undefined),
    mayRead: (prefix) => permitted(cluster.ask(mayReadRequest({ from: prefix, to: endOfPrefix(prefix) }))),
    mayWrite: (prefix) => permitted(cluster.ask(mayWriteRequest(endsOf(prefix)))),
    count: (prefix) => count(cluster, prefix),
    close: cluster.close,
  };
}

/** Every key of it lies between the two. */
function endsOf(prefix: string): Uint8Array[] {
  return [Buffer.from(prefix), Buffer.concat([Buffer.from(prefix), Buffer.of(0xff)])];
}

async function permitted(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (error instanceof PermissionError) return false;
    throw error;
  }
}

async function count(cluster: Cluster, prefix: string): Promise<number> {
  const request = readRequest([{ from: prefix, to: endOfPrefix(prefix), countOnly: true }]);
  return (await cluster.ask(request)).ranges[0]?.count ?? 0;
}

async function probeMember(cluster: Cluster, member: Member, key: string): Promise<ProbedEndpoint> {
  const endpoint = member.endpoint.url;
  const first = await attempt(endpoint, () => askItself(cluster, member));
  if ('trouble' in first) return { endpoint, trouble: first.trouble };
  const limit = cluster.limit();
  const reads = await persist(endpoint, () => readTimes(cluster, member, key), limit);
  if ('value' in reads) return { endpoint, ...first.value, readMs: median(reads.value) };
  // It may just have lost its leader: a request that was sent before it noticed only runs out of time.
  const now = await attempt(endpoint, () => askItself(cluster, member));
  if ('trouble' in now) return { endpoint, trouble: now.trouble };
  const leaderless = now.value.status?.hasLeader === false;
  return {
    endpoint,
    ...now.value,
    trouble: leaderless ? endpointError(failureOf(endpoint, NO_LEADER)) : reads.trouble,
  };
}

/** What it tells of itself; a user whom it does not tell gets what every answer tells. */
async function askItself(
  cluster: Cluster,
  member: Member,
): Promise<{ readonly answer: MemberAnswer; readonly status?: MemberStatus }> {
  try {
    const { header, value } = await member.call(memberStatus, cluster.limit());
    return { answer: answerOf(header), status: value };
  } catch (error) {
    if (!isNotForThisUser(error)) throw error;
    return { answer: answerOf((await member.call(headerRequest, cluster.limit())).header) };
  }
}

/** In etcd's words: not root, or nobody at all. */
const isNotForThisUser = (error: unknown): boolean =>
  /permission denied|user name is empty/.test(String(error));

function answerOf(header: Header): MemberAnswer {
  const { clusterId, memberId, revision } = header;
  return { clusterId: idText(clusterId), memberId: idText(memberId), revision };
}

/** As a member says it itself. */
const NO_LEADER = new Error('etcdserver: no leader');

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

type Attempt<T> =
  | { readonly value: T }
  | { readonly trouble: EndpointError; readonly again: ErrorRow['again'] };

async function attempt<T>(endpoint: string, ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    const failure = failureOf(endpoint, error);
    return { trouble: endpointError(failure), again: failure.trouble.again };
  }
}

/** Again, while the trouble is one that passes, as every read of this tool: a leader is elected in a second or two. */
async function persist<T>(endpoint: string, ask: () => Promise<T>, limit: Deadline): Promise<Attempt<T>> {
  for (;;) {
    const came = await attempt(endpoint, ask);
    if ('value' in came || came.again !== 'later' || timeLeft(limit) <= PAUSE_MS) return came;
    await sleep(PAUSE_MS);
  }
}

function endpointError(failure: Failure): EndpointError {
  return { says: saysOf(failure), hint: failure.trouble.hint };
}

/** A refusal for lack of permission is an answer as well: it comes after the members have agreed. */
async function readTimes(cluster: Cluster, member: Member, key: string): Promise<number[]> {
  const times: number[] = [];
  for (let read = 0; read < READS; read += 1) {
    const began = performance.now();
    await member
      .call(readRequest([{ from: key, countOnly: true }]), cluster.limit())
      .catch((error: unknown) => {
        if (!/permission denied/.test(String(error))) throw error;
      });
    times.push(performance.now() - began);
  }
  return times;
}
