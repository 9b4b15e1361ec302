/**
 * Counts what a slow link makes a client wait for: the answers that it needed one after the other, the connection's own
 * included. Each answer is held back for a while, so that requests that need nothing of each other go out together.
 */
import net from 'node:net';
import type { TestContext } from 'node:test';
import { listen } from './connections.ts';

export interface CountedLink {
  readonly endpoint: string;
  /** Turns since the last time this was asked. */
  takeTurns(): number;
}

const PREFACE_BYTES = 24;
const HEADER_BYTES = 9;
const [HEADERS, SETTINGS] = [1, 4];
const END_STREAM = 1;

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
}

/** Gives the HTTP/2 frames of a stream of bytes as they are completed. */
function frameReader(skip: number): (data: Buffer) => Frame[] {
  let rest: Buffer = Buffer.alloc(0);
  let skipped = skip;
  return (data) => {
    rest = Buffer.concat([rest, data]);
    const frames: Frame[] = [];
    if (rest.length < skipped) return frames;
    rest = rest.subarray(skipped);
    skipped = 0;
    while (rest.length >= HEADER_BYTES && rest.length >= HEADER_BYTES + rest.readUIntBE(0, 3)) {
      frames.push({ type: rest[3] ?? 0, flags: rest[4] ?? 0, stream: rest.readUInt32BE(5) & 0x7fffffff });
      rest = rest.subarray(HEADER_BYTES + rest.readUIntBE(0, 3));
    }
    return frames;
  };
}

/** 0 where it ends none. */
function turnEndedBy({ type, flags, stream }: Frame, sentAt: ReadonlyMap<number, number>): number {
  if (type === SETTINGS) return 1;
  return type === HEADERS && (flags & END_STREAM) !== 0 ? (sentAt.get(stream) ?? 0) : 0;
}

/**
 * A link to an etcd without TLS. A request's turn is one more than that of the latest answer that had come before it was
 * sent; the server's settings, which answer the connection's preface, are the first turn.
 * @param delayMs how long each answer is held back: longer than the client needs between two requests
 */
export async function countedLinkTo(
  t: Pick<TestContext, 'after'>,
  target: string,
  delayMs: number,
): Promise<CountedLink> {
  const { hostname, port } = new URL(target);
  let turns = 0;
  const server = net.createServer((client) => {
    const etcd = net.connect(Number(port), hostname);
    const sentAt = new Map<number, number>();
    const [requests, answers] = [frameReader(PREFACE_BYTES), frameReader(0)];
    let delivered = 0;
    const deliver = (turn: number) => {
      delivered = Math.max(delivered, turn);
      turns = Math.max(turns, turn);
    };
    client.on('data', (data: Buffer) => {
      for (const { type, stream } of requests(data)) if (type === HEADERS) sentAt.set(stream, delivered + 1);
      etcd.write(data);
    });
    etcd.on('data', (data: Buffer) => {
      setTimeout(() => {
        for (const frame of answers(data)) deliver(turnEndedBy(frame, sentAt));
        client.write(data);
      }, delayMs);
    });
    etcd.on('error', () => client.destroy());
    client.on('close', () => etcd.destroy());
    etcd.on('close', () => client.destroy());
  });
  const endpoint = await listen(t, server);
  return {
    endpoint,
    takeTurns: () => {
      const taken = turns;
      turns = 0;
      return taken;
    },
  };
}
