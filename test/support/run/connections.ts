import { once } from 'node:events';
import net from 'node:net';
import type { TestContext } from 'node:test';
import { connectEtcd } from '../../../src/store/etcd/connect.ts';
import type { ConnectionSettings } from '../../../src/store/etcd/settings.ts';
import type { WritableSource } from '../../../src/store/source.ts';

/** Settings of a test's connection: etcd's defaults, but a test does not wait for 5 s. */
export function settingsFor(
  endpoints: readonly string[],
  more: Partial<ConnectionSettings> = {},
): ConnectionSettings {
  return { endpoints, dialTimeoutMs: 1_000, commandTimeoutMs: 2_000, insecureSkipTlsVerify: false, ...more };
}

/** A source that is closed with the test. */
export function openSource(
  t: Pick<TestContext, 'after'>,
  endpoints: readonly string[],
  more: Partial<ConnectionSettings> = {},
): WritableSource {
  const source = connectEtcd(settingsFor(endpoints, more));
  t.after(() => source.close());
  return source;
}

/** Listens on a loopback port of its own until the test ends; returns `127.0.0.1:port`. */
export async function listen(t: Pick<TestContext, 'after'>, server: net.Server): Promise<string> {
  const open = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  return `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}

/** Takes connections and never says a word. */
export function blackHole(t: Pick<TestContext, 'after'>): Promise<string> {
  return listen(t, net.createServer());
}

/** A port of which nobody listens: `127.0.0.1:port`. */
export async function deadEndpoint(): Promise<string> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${port}`;
}

export interface Relay {
  readonly endpoint: string;
  /** From now on requests pass and answers don't. */
  swallowAnswers(): void;
  /** The same from the request on that holds this text; resolves once it has passed. */
  swallowAnswersTo(text: string): Promise<void>;
  /** Ends all connections; new ones pass again. */
  cut(): void;
}

/** Stands between a client and an etcd, as a network that can fail. */
export async function relayTo(t: Pick<TestContext, 'after'>, target: string): Promise<Relay> {
  const { hostname, port } = new URL(target);
  const inside = new Set<net.Socket>();
  let swallow = false;
  let onRequest = (_request: Buffer) => {};
  const server = net.createServer((client) => {
    const etcd = net.connect(Number(port), hostname);
    inside.add(client).add(etcd);
    client.on('data', (data: Buffer) => onRequest(data));
    client.pipe(etcd);
    etcd.on('data', (data) => swallow || client.write(data));
    etcd.on('error', () => client.destroy());
    client.on('close', () => etcd.destroy());
    etcd.on('close', () => client.destroy());
  });
  const endpoint = await listen(t, server);
  const cut = () => {
    swallow = false;
    for (const socket of inside) socket.destroy();
    inside.clear();
  };
  t.after(cut);
  return {
    endpoint,
    swallowAnswers: () => {
      swallow = true;
    },
    swallowAnswersTo: (text) =>
      new Promise((passed) => {
        onRequest = (request) => {
          if (!request.includes(text)) return;
          swallow = true;
          passed();
        };
      }),
    cut,
  };
}

/** Stands between a client and an etcd, as a link that brings no more than so many bytes a second. */
export async function slowLinkTo(
  t: Pick<TestContext, 'after'>,
  target: string,
  bytesPerSecond: number,
): Promise<string> {
  const { hostname, port } = new URL(target);
  const server = net.createServer((client) => {
    const etcd = net.connect(Number(port), hostname);
    client.pipe(etcd);
    etcd.on('data', (data: Buffer) => {
      client.write(data);
      etcd.pause();
      setTimeout(() => etcd.resume(), (data.length / bytesPerSecond) * 1000);
    });
    etcd.on('error', () => client.destroy());
    client.on('close', () => etcd.destroy());
    etcd.on('close', () => client.destroy());
  });
  return listen(t, server);
}
