import { setMaxListeners } from 'node:events';
import { StoreError } from '../../errors.ts';
import type { Limit } from './call-options.ts';
import type { Send } from './client.ts';
import { askAny } from './failover.ts';
import type { Member } from './member.ts';
import { clusterIdOf, type Header, type WithHeader } from './message.ts';

export interface ClusterSettings {
  /** At least one; in the order in which they are tried. */
  readonly members: readonly Member[];
  /** What the configuration calls the cluster. */
  readonly context?: string;
  readonly commandTimeoutMs: number;
  /** How long one member may keep a read waiting before the next one is asked as well. */
  readonly patienceMs: number;
}

/** The members as one cluster: which of them answer, and that they belong together. */
export interface Cluster {
  readonly patienceMs: number;
  /** The members, the one that answered last first. */
  inOrder(): readonly Member[];
  /** In hexadecimal; undefined before the first answer. */
  id(): string | undefined;
  /** Limit of a request that begins now. */
  limit(): Limit;
  /** Notes the member's answer. Throws `StoreError` where it is of another cluster than those before. */
  recognise(member: Member, header: Header): void;
  /** Whether the member has answered and is of this cluster. */
  knows(member: Member): boolean;
  /** One read from whichever member answers. Throws `StoreError`. */
  ask<T>(request: Send<WithHeader<T>>): Promise<T>;
  close(): void;
}

function anotherCluster(member: Member, id: string, expected: string): StoreError {
  const which = `${member.endpoint.url} is of ${id}, another one of ${expected}`;
  return new StoreError(`the endpoints are of different clusters: ${which}`, {
    hint: 'name the endpoints of one cluster only',
  });
}

export function openCluster({ members, commandTimeoutMs, patienceMs }: ClusterSettings): Cluster {
  const closed = new AbortController();
  // Each request under way listens to it; a scan has many at once.
  setMaxListeners(0, closed.signal);
  const known = new Set<Member>();
  let order = members;
  let clusterId: string | undefined;

  const limit = () => ({ deadline: Date.now() + commandTimeoutMs, signal: closed.signal });
  const recognise = (member: Member, header: Header) => {
    const id = clusterIdOf(header);
    clusterId ??= id;
    if (id !== clusterId) throw anotherCluster(member, id, clusterId);
    known.add(member);
  };
  const ask = async <T>(request: Send<WithHeader<T>>): Promise<T> => {
    const asked = async (member: Member, until: Limit) => {
      const { header, value } = await member.call(request, until);
      recognise(member, header);
      return value;
    };
    const { from, value } = await askAny(order, asked, limit(), patienceMs);
    if (order[0] !== from) order = [from, ...order.filter((other) => other !== from)];
    return value;
  };
  const close = () => {
    closed.abort();
    for (const member of members) member.close();
  };
  const knows = (member: Member) => known.has(member);
  return { patienceMs, inOrder: () => order, id: () => clusterId, limit, recognise, knows, ask, close };
}
