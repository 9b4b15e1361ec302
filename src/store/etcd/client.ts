import {
  type CallOptions,
  Channel,
  type ChannelCredentials,
  type ChannelOptions,
  Client as Grpc,
} from '@grpc/grpc-js';
import type { Etcd3 } from 'etcd3';
import type { Endpoint } from './endpoints.ts';
import type { Method } from './methods.ts';

/** One request with these options; sent once. */
export type Send<T> = (client: Client, options: CallOptions) => Promise<T>;

/** One endpoint's connection, for all that is asked of it. */
export interface Client {
  readonly channel: Channel;
  /** Sends one request. Throws grpc-js's `ServiceError`. */
  unary<T>(method: Method<T>, request: Buffer, options: CallOptions): Promise<T>;
  /** etcd3 on the same connection, for writes and streams; loaded by the first that needs it. */
  etcd3(): Promise<Etcd3>;
}

const CHANNEL_OPTIONS: ChannelOptions = {
  // A page of big documents passes grpc's 4 MiB at once; etcd bounds a request to 1.5 MB, not an answer.
  'grpc.max_receive_message_length': 64 * 1024 * 1024,
  // Node's 64 KiB would stop etcd in the middle of a page while the one before it is judged.
  'grpc-node.flow_control_window': 4 * 1024 * 1024,
  // etcdctl dials by itself and so never through a proxy of the environment.
  'grpc.enable_http_proxy': 0,
  // A TXT record of the domain could else bring a retry policy.
  'grpc.service_config_disable_resolution': 1,
  'grpc.enable_retries': 0,
  // A shared one would hand on a broken connection's pause, without its reason, to a new client.
  'grpc.use_local_subchannel_pool': 1,
};

const asItIs = (bytes: Buffer): Buffer => bytes;

function sendUnary<T>(
  grpc: Grpc,
  { path, decode }: Method<T>,
  request: Buffer,
  options: CallOptions,
): Promise<T> {
  return new Promise((resolve, reject) => {
    grpc.makeUnaryRequest(path, asItIs, decode, request, options, (error, answer) => {
      if (error === null) resolve(answer as T);
      else reject(error);
    });
  });
}

/** A client that connects with its first request and never repeats one by itself. */
export function openClient({ address }: Endpoint, credentials: ChannelCredentials): Client {
  const channel = new Channel(address, credentials, CHANNEL_OPTIONS);
  const grpc = new Grpc(address, credentials, { channelOverride: channel });
  let etcd3: Promise<Etcd3> | undefined;
  return {
    channel,
    unary: (method, request, options) => sendUnary(grpc, method, request, options),
    etcd3: () => {
      etcd3 ??= import('./etcd3.ts').then(({ openEtcd3 }) => openEtcd3(address, channel));
      return etcd3;
    },
  };
}
