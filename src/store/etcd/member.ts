import { type ChannelCredentials, connectivityState } from '@grpc/grpc-js';
import { callOptions, type Limit } from './call-options.ts';
import { type Client, openClient, type Send } from './client.ts';
import type { Login } from './credentials.ts';
import { dial } from './dial.ts';
import { encodeLogin } from './encode.ts';
import type { Endpoint } from './endpoints.ts';
import { AUTHENTICATE } from './methods.ts';
import { checkPin, type Pin } from './pin.ts';
import { withoutHoldingTheProcess } from './sockets.ts';
import { statusRequest } from './status.ts';
import { isStaleToken } from './translate-error.ts';

/** One endpoint of the cluster. */
export interface Member {
  readonly endpoint: Endpoint;
  /** Connects, makes sure of a pinned cluster, and logs in where needed, then sends the request, once. Throws what grpc-js or etcd3 throws, or `DialTimeout`. */
  call<T>(send: Send<T>, limit: Limit): Promise<T>;
  /** Whether a connection stands right now. */
  isConnected(): boolean;
  close(): void;
}

export interface MemberSettings {
  readonly credentials: ChannelCredentials;
  readonly login: Login | undefined;
  readonly pin: Pin | undefined;
  readonly dialTimeoutMs: number;
}

/** A connection that is made with the first request, and again after it was lost. */
function connector(endpoint: Endpoint, { credentials, dialTimeoutMs }: MemberSettings) {
  let client: Client | undefined;
  const stateOf = (of: Client | undefined) =>
    of?.channel.getConnectivityState(false) ?? connectivityState.SHUTDOWN;
  const close = () => {
    client?.channel.close();
    client = undefined;
  };
  const current = (): Client => {
    if (client === undefined || stateOf(client) === connectivityState.SHUTDOWN) {
      client = openClient(endpoint, credentials);
    }
    return client;
  };
  const connect = async ({ deadline, signal }: Limit): Promise<Client> => {
    signal.throwIfAborted();
    const used = current();
    const giveUp = () => used.channel.close();
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      await dial(used.channel, Math.min(deadline, Date.now() + dialTimeoutMs));
    } catch (error) {
      giveUp();
      throw error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
    signal.throwIfAborted();
    return used;
  };
  return { connect, close, isConnected: () => stateOf(client) === connectivityState.READY };
}

/** An endpoint that connects with its first request. */
export function openMember(endpoint: Endpoint, settings: MemberSettings): Member {
  const { connect, close, isConnected } = connector(endpoint, settings);
  let token: Promise<string> | undefined;
  let proven: Client | undefined;

  /** Before anything else is asked, and before a password goes there. */
  const prove = async (client: Client, pin: Pin, limit: Limit): Promise<void> => {
    if (proven === client) return;
    const { header } = await statusRequest(client, callOptions(limit));
    checkPin(pin, endpoint.url, header);
    proven = client;
  };
  const logIn = (client: Client, { name, password }: Login, limit: Limit): Promise<string> => {
    const fetched = client.unary(AUTHENTICATE, encodeLogin(name, password), callOptions(limit));
    fetched.catch(() => {
      if (token === fetched) token = undefined;
    });
    return fetched;
  };
  const send = async <T>(request: Send<T>, limit: Limit): Promise<T> => {
    const client = await connect(limit);
    if (settings.pin !== undefined) await prove(client, settings.pin, limit);
    if (settings.login === undefined) return request(client, callOptions(limit));
    token ??= logIn(client, settings.login, limit);
    return request(client, callOptions(limit, await token));
  };
  const call = async <T>(request: Send<T>, limit: Limit): Promise<T> => {
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
  return {
    endpoint,
    call: (request, limit) => withoutHoldingTheProcess(() => call(request, limit)),
    isConnected,
    close,
  };
}
