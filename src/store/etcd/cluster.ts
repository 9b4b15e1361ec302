import { setMaxListeners } from 'node:events';
import { StoreError } from '../../errors.ts';
import type { Connection, Send } from './connection.ts';
import { type Deadline, deadlineIn } from './deadline.ts';
import { askAny } from './failover.ts';
import type { Member } from './member.ts';
import { clusterIdOf, type Header, type WithHeader } from './message.ts';

export interface ClusterSettings<C extends Connection = Connection> {
  /** At least one; in the order in which they are tried. */
  readonly members: readonly Member<C>[];
  readonly commandTimeoutMs: number;
  /** How long one member may keep a read waiting before the next one is asked as well. */
  readonly patienceMs: number;
  /** In hexadecimal, where it is known before the first answer. */
  readonly clusterId?: string | undefined;
}

/** The members as one cluster: which of them answer, and that they belong together. */
export interface Cluster<C extends Connection = Connection> {
  readonly patienceMs: number;
  /** The members, the one that answered last first. */
  inOrder(): readonly Member<C>[];
  /** The member is tried first from now on. */
  prefer(member: Member<C>): void;
  /** In hexadecimal; undefined before the first answer. */
  id(): string | undefined;
  /** Limit of a request that begins now. */
  limit(): Deadline;
  /** Notes the member's answer. Throws `StoreError` where it is of another cluster than those before. */
  recognise(member: Member<C>, header: Header): void;
  /** Whether the member has answered and is of this cluster. */
  knows(member: Member<C>): boolean;
  /** One read from whichever member answers. Throws `StoreError`. */
  ask<T>(request: Send<WithHeader<T>, C>): Promise<T>;
  close(): void;
}

function anotherCluster(member: Pick<Member, 'endpoint'>, id: string, expected: string): StoreError {
  const which = `${member.endpoint.url} is of ${id}, another one of ${expected}`;
  return new StoreError(`the endpoints are of different clusters: ${which}`, {
    hint: 'name the endpoints of one cluster only',
  });
}

export function openCluster<C extends Connection>(settings: ClusterSettings<C>): Cluster<C> {
  const { members, commandTimeoutMs, patienceMs } = settings;
  const closed = new AbortController();
  // Each request under way listens to it; a scan has many at once.
  setMaxListeners(0, closed.signal);
  const known = new Set<Member<C>>();
  let order = members;
  let { clusterId } = settings;

  const limit = () => deadlineIn(commandTimeoutMs, closed.signal);
  const recognise = (member: Member<C>, header: Header) => {
    const id = clusterIdOf(header);
    clusterId ??= id;
    if (id !== clusterId) throw anotherCluster(member, id, clusterId);
    known.add(member);
  };
  const ask = async <T>(request: Send<WithHeader<T>, C>): Promise<T> => {
    const asked = async (member: Member<C>, until: Deadline) => {
      const { header, value } = await member.call(request, until);
      recognise(member, header);
      return value;
    };
    const { from, value } = await askAny(order, asked, limit(), patienceMs);
    prefer(from);
    return value;
  };
  const prefer = (member: Member<C>) => {
    if (order[0] !== member) order = [member, ...order.filter((other) => other !== member)];
  };
  const close = () => {
    closed.abort();
    for (const member of members) member.close();
  };
  const knows = (member: Member<C>) => known.has(member);
  const [inOrder, id] = [() => order, () => clusterId];
  return { patienceMs, inOrder, prefer, id, limit, recognise, knows, ask, close };
}
