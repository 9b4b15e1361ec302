import type { ClientHttp2Session } from 'node:http2';
import type { CallOptions, Connect, Connection } from '../connection.ts';
import type { Tls } from '../credentials.ts';
import type { Endpoint } from '../endpoints.ts';
import type { Method } from '../methods.ts';
import { call, listen } from './call.ts';
import { dial } from './dial.ts';

/** A connection that can be listened to. */
export interface Http2Connection extends Connection {
  /** Sends one request and listens, until `take` makes something of an answer; undefined where the server ends it. Throws as `unary` does. */
  listen<A, T>(
    method: Method<A>,
    request: Buffer,
    options: CallOptions,
    take: (answer: A) => T | undefined,
  ): Promise<T | undefined>;
}

function connectionOn(session: ClientHttp2Session, { address }: Endpoint): Http2Connection {
  const isLost = () => session.closed || session.destroyed;
  return {
    unary: async (method, request, options) =>
      method.decode(await call(session, { ...method, authority: address }, request, options)),
    listen: (method, request, options, take) =>
      listen(session, { ...method, authority: address }, request, options, (message) =>
        take(method.decode(message)),
      ),
    isConnected: () => !isLost(),
    isLost,
    retire: () => session.close(),
    close: () => session.destroy(),
  };
}

/** Connections for reads: Node's HTTP/2 with as little above it as gRPC needs. Loading grpc-js takes 18 ms. */
export function overHttp2(endpoint: Endpoint, tls: Tls | undefined): Connect<Http2Connection> {
  return async (limit) => connectionOn(await dial(endpoint, tls, limit), endpoint);
}
