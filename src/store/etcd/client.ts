import { type CallOptions, Channel, type ChannelCredentials, type ChannelOptions } from '@grpc/grpc-js';
import { Etcd3, type IOptions } from 'etcd3';
import type { Endpoint } from './endpoints.ts';

/** One request with these options; sent once. */
export type Send<T> = (etcd: Etcd3, options: CallOptions) => Promise<T>;

/** One endpoint's etcd3 client, and the one connection that all its services use. */
export interface Client {
  readonly etcd: Etcd3;
  /** etcd3 closes it after an error that may pass; a new client is needed then. */
  readonly channel: Channel;
}

/**
 * cockatiel's `noop`: etcd3's own policies retry writes (one that outlived its deadline was applied twice) and hide
 * causes behind BrokenCircuitError. Failover and retries of reads are in failover.ts.
 */
const ONCE = {
  execute: async <T>(request: (context: { signal: AbortSignal }) => PromiseLike<T> | T) =>
    request({ signal: new AbortController().signal }),
} as unknown as NonNullable<NonNullable<IOptions['faultHandling']>['global']>;

const CHANNEL_OPTIONS: ChannelOptions = {
  // A page of big documents passes grpc's 4 MiB at once; etcd bounds a request to 1.5 MB, not an answer.
  'grpc.max_receive_message_length': 64 * 1024 * 1024,
  // etcdctl dials by itself and so never through a proxy of the environment.
  'grpc.enable_http_proxy': 0,
  // A TXT record of the domain could else bring a retry policy.
  'grpc.service_config_disable_resolution': 1,
  'grpc.enable_retries': 0,
  // A shared one would hand on a broken connection's pause, without its reason, to a new client.
  'grpc.use_local_subchannel_pool': 1,
};

/**
 * A client that connects with its first request and never repeats one by itself. The channel is ours: etcd3 would
 * open one for each service, another for the login that it never closes, and cannot skip the check of certificates.
 */
export function openClient(endpoint: Endpoint, credentials: ChannelCredentials): Client {
  const channel = new Channel(endpoint.address, credentials, CHANNEL_OPTIONS);
  const grpcOptions = { channelOverride: channel };
  const faultHandling = { host: () => ONCE, global: ONCE };
  return { channel, etcd: new Etcd3({ hosts: endpoint.address, grpcOptions, faultHandling }) };
}

export function closeClient({ etcd, channel }: Client): void {
  // First: etcd3 waits a second before it closes a channel that is connecting.
  channel.close();
  etcd.close();
}
