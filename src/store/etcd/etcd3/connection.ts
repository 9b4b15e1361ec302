import {
  Channel,
  type ChannelOptions,
  connectivityState,
  credentials,
  Client as Grpc,
  type CallOptions as GrpcOptions,
} from '@grpc/grpc-js';
import { Etcd3, type IOptions } from 'etcd3';
import { type CallOptions, type Connect, type Connection, MAX_ANSWER_BYTES } from '../connection.ts';
import type { Tls } from '../credentials.ts';
import type { Endpoint } from '../endpoints.ts';
import type { Method } from '../methods.ts';
import { grpcOptions } from './call-options.ts';
import { dial } from './dial.ts';
import { withoutHoldingTheProcess } from './sockets.ts';
import { TlsCredentials } from './tls-credentials.ts';

/** A connection for writes. */
export interface Etcd3Connection extends Connection {
  /** One request of etcd3's, to be made with these options. Throws what etcd3 throws. */
  send<T>(options: CallOptions, make: (etcd3: Etcd3, options: GrpcOptions) => Promise<T>): Promise<T>;
}

const CHANNEL_OPTIONS: ChannelOptions = {
  'grpc.max_receive_message_length': MAX_ANSWER_BYTES,
  // etcdctl dials by itself and so never through a proxy of the environment.
  'grpc.enable_http_proxy': 0,
  // A TXT record of the domain could else bring a retry policy.
  'grpc.service_config_disable_resolution': 1,
  'grpc.enable_retries': 0,
  // A shared one would hand on a broken connection's pause, without its reason, to a new client.
  'grpc.use_local_subchannel_pool': 1,
};

const asItIs = (bytes: Buffer): Buffer => bytes;

function sendUnary<T>(grpc: Grpc, method: Method<T>, request: Buffer, options: CallOptions): Promise<T> {
  const { path, decode } = method;
  return new Promise((resolve, reject) => {
    grpc.makeUnaryRequest(path, asItIs, decode, request, grpcOptions(options, method), (error, answer) => {
      if (error === null) resolve(answer as T);
      else reject(error);
    });
  });
}

/** Connections by etcd3, each on a channel of its own that never repeats a request by itself. */
export function byEtcd3(endpoint: Endpoint, tls: Tls | undefined): Connect<Etcd3Connection> {
  const { address } = endpoint;
  return async (limit) => {
    const channelCredentials =
      tls === undefined ? credentials.createInsecure() : new TlsCredentials(tls, endpoint);
    const channel = new Channel(address, channelCredentials, CHANNEL_OPTIONS);
    const grpc = new Grpc(address, channelCredentials, { channelOverride: channel });
    const isConnected = () => channel.getConnectivityState(false) === connectivityState.READY;
    await withoutHoldingTheProcess(() => dial(channel, limit));
    const etcd3 = openEtcd3(address, channel);
    return {
      send: (options, make) => withoutHoldingTheProcess(() => make(etcd3, grpcOptions(options))),
      unary: (method, request, options) =>
        withoutHoldingTheProcess(() => sendUnary(grpc, method, request, options)),
      isConnected,
      // It would connect again by itself, but without our limit.
      isLost: () => !isConnected(),
      retire: () => channel.close(),
      close: () => channel.close(),
    };
  };
}

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
