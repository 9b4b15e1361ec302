import type { ClientHttp2Session } from 'node:http2';
import type { Connect, Connection } from '../connection.ts';
import type { Tls } from '../credentials.ts';
import type { Endpoint } from '../endpoints.ts';
import { call } from './call.ts';
import { dial } from './dial.ts';

function connectionOn(session: ClientHttp2Session, { address }: Endpoint): Connection {
  const isLost = () => session.closed || session.destroyed;
  return {
    unary: async ({ path, decode }, request, options) =>
      decode(await call(session, { path, authority: address }, request, options)),
    isConnected: () => !isLost(),
    isLost,
    close: () => session.destroy(),
  };
}

/** Connections for reads: Node's HTTP/2 with as little above it as gRPC needs. Loading grpc-js takes 18 ms. */
export function overHttp2(endpoint: Endpoint, tls: Tls | undefined): Connect {
  return async (limit) => connectionOn(await dial(endpoint, tls, limit), endpoint);
}
