/**
 * Protocol buffers on the wire (protobuf.dev/programming-guides/encoding), as far as etcd's answers need it. A general
 * decoder copies keys and values and makes an object or a text of each int64.
 */

/** A place in a message; `end` is the first byte behind it. */
export interface Cursor {
  readonly bytes: Buffer;
  at: number;
  readonly end: number;
}

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** The tag of a field that holds a number or a boolean. */
export const numberTag = (field: number): number => (field << 3) | VARINT;

/** The tag of a field that holds bytes, text or a message. */
export const bytesTag = (field: number): number => (field << 3) | LENGTH_DELIMITED;

export function cursorOf(bytes: Buffer): Cursor {
  return { bytes, at: 0, end: bytes.length };
}

/** The position, moved on by so many bytes. Throws `RangeError` where the message is shorter. */
function advance(cursor: Cursor, length: number): number {
  const from = cursor.at;
  if (length > cursor.end - from) throw new RangeError('the message ends inside a field');
  cursor.at = from + length;
  return from;
}

/** A number that is never negative and fits a double. Throws `RangeError` for others, rather than round them. */
export function readNumber(cursor: Cursor): number {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = cursor.bytes[advance(cursor, 1)] as number;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  if (value > Number.MAX_SAFE_INTEGER) throw new RangeError('a number is out of range');
  return value;
}

/** A number of up to 64 bits, taken as unsigned; `BigInt.asIntN` makes it a signed one. */
export function readBigInt(cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.bytes[advance(cursor, 1)] as number;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asUintN(64, value);
  }
  throw new RangeError('a number has more than ten bytes');
}

/** A view of the message, no copy: it keeps the whole answer in memory. */
export function readBytes(cursor: Cursor): Buffer {
  const from = passBytes(cursor);
  return cursor.bytes.subarray(from, cursor.at);
}

/** Passes over bytes and tells where they begin; they end where the cursor is then. */
export function passBytes(cursor: Cursor): number {
  return advance(cursor, readNumber(cursor));
}

/** The message inside this field. */
export function readMessage(cursor: Cursor): Cursor {
  const length = readNumber(cursor);
  const at = advance(cursor, length);
  return { bytes: cursor.bytes, at, end: at + length };
}

/** Passes over a field: a newer etcd may send what this program does not know. */
export function skipField(cursor: Cursor, tag: number): void {
  switch (tag & 7) {
    case VARINT:
      readBigInt(cursor);
      return;
    case FIXED_64:
      advance(cursor, 8);
      return;
    case LENGTH_DELIMITED:
      advance(cursor, readNumber(cursor));
      return;
    case FIXED_32:
      advance(cursor, 4);
      return;
    default:
      throw new RangeError(`a field has the unknown wire type ${tag & 7}`);
  }
}
