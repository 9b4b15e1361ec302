import { randomBytes } from 'node:crypto';
import { findEtcd } from './binary.ts';
import { type RunningEtcd, StartError, startMember } from './member.ts';
import { freePorts } from './ports.ts';

export interface EtcdOptions {
  /** etcd's executable; else what `findEtcd` finds. */
  readonly binary?: string;
  /** More arguments for etcd, of every member alike: certificates, authentication, request sizes. */
  readonly args?: readonly string[];
  /** Scheme of the client endpoint; `https` needs certificates in `args`. */
  readonly scheme?: 'http' | 'https';
  /** `--quota-backend-bytes`. */
  readonly quotaBytes?: number;
  /** Milliseconds until every process must serve requests; default 30,000. */
  readonly readyWithinMs?: number;
  /** Where ports come from; tests hand out taken ones. */
  readonly ports?: (count: number) => Promise<number[]>;
}

export interface ThrowawayEtcd extends RunningEtcd {
  /** The one endpoint, as a list. */
  readonly endpoints: readonly string[];
}

export interface ThrowawayCluster {
  /** One a member, in the members' order. */
  readonly endpoints: readonly string[];
  readonly members: readonly RunningEtcd[];
  /** Stops all members and removes their data. */
  stop(): Promise<void>;
}

const PORT_ATTEMPTS = 5;
const READY_WITHIN_MS = 30_000;
/** A member alone elects itself: the shorter the timeout, the sooner it serves. Several need etcd's defaults. */
const ALONE = ['--heartbeat-interval', '10', '--election-timeout', '100'];
/** The least that etcd takes: nobody's password is guarded here, and the usual 10 costs 0.1 s of CPU a login. */
const CHEAP_PASSWORDS = ['--bcrypt-cost', '4'];

interface Place {
  readonly name: string;
  readonly client: string;
  readonly peer: string;
}

async function places(count: number, options: EtcdOptions): Promise<Place[]> {
  const ports = await (options.ports ?? freePorts)(2 * count);
  return Array.from({ length: count }, (_, index) => ({
    name: `member-${index}`,
    client: `${options.scheme ?? 'http'}://127.0.0.1:${ports[2 * index]}`,
    peer: `http://127.0.0.1:${ports[2 * index + 1]}`,
  }));
}

function argumentsFor(place: Place, all: readonly Place[], token: string, options: EtcdOptions): string[] {
  return [
    ['--name', place.name, '--logger', 'zap', '--log-outputs', 'stderr'],
    ['--listen-client-urls', place.client, '--advertise-client-urls', place.client],
    ['--listen-peer-urls', place.peer, '--initial-advertise-peer-urls', place.peer],
    ['--initial-cluster', all.map(({ name, peer }) => `${name}=${peer}`).join(',')],
    // Without a token of its own, two throwaway clusters on the same ports would have the same cluster ID.
    ['--initial-cluster-token', token],
    all.length === 1 ? ALONE : [],
    CHEAP_PASSWORDS,
    options.quotaBytes === undefined ? [] : ['--quota-backend-bytes', String(options.quotaBytes)],
    options.args ?? [],
  ].flat();
}

/** All members, or none of them: the first that fails ends the others, which would only wait for it. */
async function startTogether(
  binary: string,
  all: readonly Place[],
  options: EtcdOptions,
): Promise<RunningEtcd[]> {
  const token = `throwaway-${randomBytes(8).toString('hex')}`;
  const readyWithinMs = options.readyWithinMs ?? READY_WITHIN_MS;
  const quit = new AbortController();
  const started = await Promise.allSettled(
    all.map(async (place) => {
      const args = argumentsFor(place, all, token, options);
      try {
        return await startMember({ binary, args, readyWithinMs }, place.client, quit.signal);
      } catch (error) {
        quit.abort(error);
        throw error;
      }
    }),
  );
  const members = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (!quit.signal.aborted) return members;
  await Promise.all(members.map((member) => member.stop()));
  throw quit.signal.reason;
}

function lostItsPort(error: unknown): boolean {
  return error instanceof StartError && error.message.includes('address already in use');
}

/** A port can be taken between being found free and etcd's bind; etcd then ends, and other ports are tried. */
async function startOnFreePorts(count: number, options: EtcdOptions): Promise<RunningEtcd[]> {
  const binary = options.binary ?? (await findEtcd());
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startTogether(binary, await places(count, options), options);
    } catch (error) {
      if (attempt === PORT_ATTEMPTS || !lostItsPort(error)) throw error;
    }
  }
}

/**
 * Starts a real etcd on free loopback ports with a temporary data folder. It ends, and its data goes, with `stop` or
 * with the calling process, however that ends. Throws `StartError` with the end of etcd's log where it does not
 * become ready, `UsageError` or `StoreError` where there is no etcd to start.
 */
export async function startEtcd(options: EtcdOptions = {}): Promise<ThrowawayEtcd> {
  const [member] = await startOnFreePorts(1, options);
  if (member === undefined) throw new Error('one member was asked for and none came');
  return { ...member, endpoints: [member.endpoint] };
}

/** Starts so many etcd members as one cluster, under the same promises as `startEtcd`. */
export async function startEtcdCluster(size: number, options: EtcdOptions = {}): Promise<ThrowawayCluster> {
  const members = await startOnFreePorts(size, options);
  return {
    endpoints: members.map((member) => member.endpoint),
    members,
    stop: async () => {
      await Promise.all(members.map((member) => member.stop()));
    },
  };
}
