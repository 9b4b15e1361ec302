import type { Channel } from '@grpc/grpc-js';
import { Etcd3, type IOptions } from 'etcd3';

/**
 * cockatiel's `noop`: etcd3's own policies retry writes (one that outlived its deadline was applied twice) and hide
 * causes behind BrokenCircuitError. Failover and retries of reads are in failover.ts.
 */
const ONCE = {
  execute: async <T>(request: (context: { signal: AbortSignal }) => PromiseLike<T> | T) =>
    request({ signal: new AbortController().signal }),
} as unknown as NonNullable<NonNullable<IOptions['faultHandling']>['global']>;

/**
 * etcd3's client of this channel; it never repeats a request by itself. It would else open a channel for each service,
 * another for the login that it never closes, and cannot skip the check of certificates. It needs no closing: the
 * channel is all it holds.
 */
export function openEtcd3(address: string, channel: Channel): Etcd3 {
  const grpcOptions = { channelOverride: channel };
  return new Etcd3({ hosts: address, grpcOptions, faultHandling: { host: () => ONCE, global: ONCE } });
}
