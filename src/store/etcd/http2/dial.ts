import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';
import type { Tls } from '../credentials.ts';
import { type Deadline, DIALING, timeLeft, within } from '../deadline.ts';
import type { Endpoint } from '../endpoints.ts';
import { grpcError, wordsOf } from './grpc-status.ts';

/** Node's 64 KiB would stop etcd in the middle of a page while the one before it is judged. */
const WINDOW_BYTES = 4 * 1024 * 1024;

const SETTINGS = {
  settings: { initialWindowSize: WINDOW_BYTES, enablePush: false },
  // Pages that wait to be judged count; Node's 10 MB would break the connection.
  maxSessionMemory: Number.MAX_SAFE_INTEGER,
};

/** Each request names its own authority; not every endpoint makes a URL (`[fe80::1%eth0]:2379`). */
const ORIGINS = { plain: 'http://etcd', secure: 'https://etcd' } as const;

/** Share of the limit that one address of a name may take before the next one is tried. */
const ATTEMPT_SHARE = 1 / 3;

function openSocket({ host, port }: Endpoint, tls: Tls | undefined, ms: number): Socket {
  const to = { host, port, autoSelectFamilyAttemptTimeout: Math.max(10, Math.ceil(ms * ATTEMPT_SHARE)) };
  if (tls === undefined) return connectPlain(to);
  const { context, rejectUnauthorized, serverName } = tls;
  const name = serverName === undefined ? {} : { servername: serverName };
  return connectSecure({ ...to, ...name, secureContext: context, rejectUnauthorized, ALPNProtocols: ['h2'] });
}

/** Resolves once the server has told its settings. Throws `grpcError`s. */
function ready(session: ClientHttp2Session, socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    // Later ones are told by the requests that are under way.
    const fail = (error: unknown) => reject(notConnected(wordsOf(error), error));
    session.on('error', fail);
    // The session is silent about a TLS alert that comes behind the handshake (a refused certificate).
    socket.on('error', fail);
    session.once('close', () => reject(notConnected('Connection closed before the settings came')));
    session.once('remoteSettings', () => {
      session.setLocalWindowSize(WINDOW_BYTES * 4);
      resolve();
    });
  });
}

/**
 * An HTTP/2 session with an endpoint, once the server has told its settings: one that takes connections and says
 * nothing (it is stopped, or it is no etcd) counts as not reached. Throws `DialTimeout` at the limit, what the signal
 * aborts with, and `grpcError`s. The session doesn't hold the process; who waits for it must.
 */
export async function dial(
  endpoint: Endpoint,
  tls: Tls | undefined,
  limit: Deadline,
): Promise<ClientHttp2Session> {
  limit.signal.throwIfAborted();
  const socket = openSocket(endpoint, tls, timeLeft(limit));
  const session = connectHttp2(ORIGINS[tls === undefined ? 'plain' : 'secure'], {
    ...SETTINGS,
    createConnection: () => socket,
  });
  session.unref();
  try {
    await within(ready(session, socket), limit, DIALING);
    return session;
  } catch (error) {
    session.destroy();
    socket.destroy();
    throw error;
  }
}

/** In grpc-js's words. */
function notConnected(last: string, cause?: unknown): Error {
  return grpcError('UNAVAILABLE', `No connection established. Last error: ${last}`, cause);
}
