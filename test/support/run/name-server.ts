/** A name server on loopback that knows SRV records and nothing else (RFC 1035, RFC 2782). */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface Srv {
  readonly target: string;
  readonly port: number;
  readonly priority?: number;
}

/** By their names; `silent` gets no answer, a number is the answer's code (2: SERVFAIL). Others don't exist. */
export type Zone = Readonly<Record<string, readonly Srv[] | 'silent' | number>>;

const NXDOMAIN = 3;
const HEADER_BYTES = 12;

export interface NameServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** For the tool's environment: makes it ask this server and not the system's. */
  readonly env: { readonly NODE_OPTIONS: string };
  zone: Zone;
  close(): void;
}

/** Until it is closed. */
export async function nameServer(zone: Zone = {}): Promise<NameServer> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const address = `127.0.0.1:${socket.address().port}`;
  const script = `import{setServers}from'node:dns';setServers(['${address}'])`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
  const server: NameServer = { address, env, zone, close: () => socket.close() };
  socket.on('message', (query, from) => {
    const answer = server.zone[questionOf(query).name];
    if (answer !== 'silent') socket.send(reply(query, answer ?? NXDOMAIN), from.port, from.address);
  });
  return server;
}

function questionOf(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 };
}

function reply(query: Buffer, answer: readonly Srv[] | number): Buffer {
  const question = query.subarray(HEADER_BYTES, questionOf(query).end);
  const records = typeof answer === 'number' ? [] : answer;
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | (typeof answer === 'number' ? answer : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, question, ...records.map(record)]);
}

function record({ target, port, priority = 0 }: Srv): Buffer {
  const labels = target.split('.').filter((label) => label !== '');
  const name = labels.flatMap((label) => [Buffer.of(label.length), Buffer.from(label, 'latin1')]);
  const data = Buffer.concat([words(priority, 0, port), ...name, Buffer.of(0)]);
  // Its name is the question's; type SRV, class IN, a minute to live.
  return Buffer.concat([words(0xc00c, 33, 1, 0, 60, data.length), data]);
}

function words(...values: readonly number[]): Buffer {
  return Buffer.concat(values.map((value) => Buffer.of(value >> 8, value & 0xff)));
}
