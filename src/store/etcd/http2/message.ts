import { MAX_ANSWER_BYTES } from '../connection.ts';
import { grpcError } from './grpc-status.ts';

/** A byte that tells of compression, and four of length, stand before each message. */
const PREFIX_BYTES = 5;
const EMPTY = Buffer.alloc(0);

/** One message as gRPC sends it, not compressed. */
export function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Messages that come in pieces. */
export interface Incoming {
  /** Takes the next piece; it may be thrown away then. Throws as a request does where it is none of a message that we take. */
  add(piece: Buffer): void;
  /** Whether a message has begun and its end has not come. */
  isInside(): boolean;
}

/**
 * Where a message is to lie is made once, by its length: pieces kept until the last one has come take twice the memory.
 * @param take is given each message, and may refuse it by throwing
 */
export function newIncoming(take: (message: Buffer) => void): Incoming {
  let prefix: Buffer = EMPTY;
  let message: Buffer | undefined;
  let filled = 0;

  /** What of the piece lies behind the prefix. */
  const begin = (piece: Buffer): Buffer => {
    prefix = prefix.length === 0 ? piece : Buffer.concat([prefix, piece]);
    if (prefix.length < PREFIX_BYTES) return EMPTY;
    message = spaceFor(prefix);
    filled = 0;
    const rest = prefix.subarray(PREFIX_BYTES);
    prefix = EMPTY;
    return rest;
  };
  /** What of the piece lies behind the message. */
  const fill = (into: Buffer, piece: Buffer): Buffer => {
    const here = piece.length > into.length - filled ? piece.subarray(0, into.length - filled) : piece;
    into.set(here, filled);
    filled += here.length;
    if (filled === into.length) {
      message = undefined;
      take(into);
    }
    return piece.subarray(here.length);
  };
  return {
    add: (piece) => {
      let rest = piece;
      do {
        if (message === undefined) rest = begin(rest);
        if (message !== undefined) rest = fill(message, rest);
      } while (rest.length > 0);
    },
    isInside: () => message !== undefined || prefix.length > 0,
  };
}

function spaceFor(prefix: Buffer): Buffer {
  const length = prefix.readUInt32BE(1);
  if (prefix[0] !== 0) throw grpcError('INTERNAL', 'a compressed message came, which was not asked for');
  if (length > MAX_ANSWER_BYTES)
    throw grpcError(
      'RESOURCE_EXHAUSTED',
      `Received message larger than max (${length} vs ${MAX_ANSWER_BYTES})`,
    );
  return Buffer.allocUnsafe(length);
}
