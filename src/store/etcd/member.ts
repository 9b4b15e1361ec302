import { UsageError } from '../../errors.ts';
import type { Connect, Connection, Send } from './connection.ts';
import type { Login } from './credentials.ts';
import { type Deadline, DIALING, deadlineIn, within } from './deadline.ts';
import { encodeLogin } from './encode.ts';
import type { Endpoint } from './endpoints.ts';
import { clusterIdOf, type Header } from './message.ts';
import { AUTHENTICATE } from './methods.ts';
import { headerRequest } from './read.ts';
import type { ConnectionSettings } from './settings.ts';
import { isStaleToken } from './translate-error.ts';

/** One endpoint of the cluster. */
export interface Member<C extends Connection = Connection> {
  readonly endpoint: Endpoint;
  /** Connects, makes sure of a pinned cluster, and logs in where needed, then sends the request, once. Throws what the connection throws. */
  call<T>(send: Send<T, C>, limit: Deadline): Promise<T>;
  /** Whether a connection stands right now. */
  isConnected(): boolean;
  close(): void;
}

export interface MemberSettings {
  readonly login: Login | undefined;
  readonly pin: Pin | undefined;
  readonly dialTimeoutMs: number;
  /** Is told what is no error and should be known. */
  readonly note: (text: string) => void;
}

/** A connection that is made with the first request, and again after it was lost; all wait for the same one. */
function newConnector<C extends Connection>(connect: Connect<C>, dialTimeoutMs: number) {
  let current: C | undefined;
  let dialing: Promise<C> | undefined;
  const closed = new AbortController();

  const begin = (): Promise<C> => {
    current?.retire();
    const limit = deadlineIn(dialTimeoutMs, closed.signal);
    const attempt = connect(limit)
      .then((connection) => {
        current = connection;
        return connection;
      })
      .finally(() => {
        dialing = undefined;
      });
    // Whoever waited may have gone.
    attempt.catch(() => undefined);
    return attempt;
  };
  return {
    connect: async (limit: Deadline): Promise<C> => {
      limit.signal.throwIfAborted();
      if (current !== undefined && !current.isLost()) return current;
      dialing ??= begin();
      return within(dialing, limit, DIALING);
    },
    isConnected: () => current?.isConnected() ?? false,
    close: () => {
      closed.abort();
      current?.close();
    },
  };
}

/** A server with authentication turned off answers everybody, so as etcdctl we go on. Throws any other error. */
function withoutLogin(error: unknown, name: string, note: MemberSettings['note']): undefined {
  if (!/authentication is not enabled/.test(String(error))) throw error;
  note(`etcd has authentication turned off: nobody is logged in, and the user ${name} counts for nothing`);
}

/** An endpoint that connects with its first request. */
export function openMember<C extends Connection>(
  endpoint: Endpoint,
  connect: Connect<C>,
  { login, pin, dialTimeoutMs, note }: MemberSettings,
): Member<C> {
  const connector = newConnector(connect, dialTimeoutMs);
  let token: Promise<string | undefined> | undefined;
  let proven: C | undefined;

  /** Before anything else is asked, and before a password or a token goes there. */
  const prove = async (connection: C, pinned: Pin, limit: Deadline): Promise<void> => {
    if (proven === connection) return;
    const { header } = await headerRequest(connection, limit);
    checkPin(pinned, endpoint.url, header);
    proven = connection;
  };
  const logIn = (connection: C, { name, password }: Login, limit: Deadline): Promise<string | undefined> => {
    const fetched = connection
      .unary(AUTHENTICATE, encodeLogin(name, password), limit)
      .catch((error: unknown) => withoutLogin(error, name, note));
    fetched.catch(() => {
      if (token === fetched) token = undefined;
    });
    return fetched;
  };
  const send = async <T>(request: Send<T, C>, limit: Deadline): Promise<T> => {
    const connection = await connector.connect(limit);
    if (pin !== undefined) await prove(connection, pin, limit);
    if (login === undefined) return request(connection, limit);
    token ??= logIn(connection, login, limit);
    const logged = await token;
    return request(connection, logged === undefined ? limit : { ...limit, token: logged });
  };
  const call = async <T>(request: Send<T, C>, limit: Deadline): Promise<T> => {
    const before = token;
    try {
      return await send(request, limit);
    } catch (error) {
      // etcd checks the token before it carries anything out, so a write may be sent again as well.
      if (before === undefined || !isStaleToken(error)) throw error;
      if (token === before) token = undefined;
      return send(request, limit);
    }
  };
  const { isConnected, close } = connector;
  return { endpoint, call, isConnected, close };
}

/** The one cluster that may be asked. */
export interface Pin {
  readonly clusterId: string;
  readonly context: string | undefined;
}

export function pinOf({ clusterId, context }: ConnectionSettings): Pin | undefined {
  return clusterId === undefined ? undefined : { clusterId, context };
}

/** Throws `UsageError` where the answer came from another cluster. */
export function checkPin({ clusterId, context }: Pin, url: string, header: Header): void {
  const id = clusterIdOf(header);
  if (id === clusterId) return;
  const pinned = context === undefined ? 'the settings pin' : `context ${context} pins`;
  throw new UsageError(
    `${url} is of cluster ${id}, but ${pinned} cluster ${clusterId}; nothing was read from it`,
    {
      hint: 'are these the right endpoints? A cluster that was made anew has a new ID: then change cluster_id',
    },
  );
}
