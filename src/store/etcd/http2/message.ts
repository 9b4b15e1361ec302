import { MOST_ANSWER_BYTES } from '../connection.ts';
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

/** One message that comes in pieces. */
export interface Incoming {
  /** Takes the next piece; it may be thrown away then. Throws as a request does where it is none of a message that we take. */
  add(piece: Buffer): void;
  /** The message; undefined where its end has not come. */
  whole(): Buffer | undefined;
}

/** Where it is to lie is made once, by its length: pieces kept until the last one has come take twice the memory. */
export function newIncoming(): Incoming {
  let prefix: Buffer = EMPTY;
  let message: Buffer | undefined;
  let filled = 0;

  /** What of the piece lies behind the prefix. */
  const begin = (piece: Buffer): Buffer => {
    prefix = prefix.length === 0 ? piece : Buffer.concat([prefix, piece]);
    if (prefix.length < PREFIX_BYTES) return EMPTY;
    message = spaceFor(prefix);
    const rest = prefix.subarray(PREFIX_BYTES);
    prefix = EMPTY;
    return rest;
  };
  return {
    add: (piece) => {
      const rest = message === undefined ? begin(piece) : piece;
      if (rest.length === 0) return;
      if (message === undefined || filled + rest.length > message.length)
        throw grpcError('INTERNAL', 'more came than one message');
      message.set(rest, filled);
      filled += rest.length;
    },
    whole: () => (filled === message?.length ? message : undefined),
  };
}

function spaceFor(prefix: Buffer): Buffer {
  const length = prefix.readUInt32BE(1);
  if (prefix[0] !== 0) throw grpcError('INTERNAL', 'a compressed message came, which was not asked for');
  if (length > MOST_ANSWER_BYTES)
    throw grpcError(
      'RESOURCE_EXHAUSTED',
      `Received message larger than max (${length} vs ${MOST_ANSWER_BYTES})`,
    );
  return Buffer.allocUnsafe(length);
}
