/** Requests as protocol buffers. Fields that have their default value are left out, as every encoder does. */
import { bytesTag, numberTag } from './wire.ts';

const NOTHING = Buffer.alloc(0);

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

export function numberField(field: number, value: number | bigint | boolean): Buffer {
  if (!value) return NOTHING;
  return Buffer.concat([varint(numberTag(field)), varint(BigInt(value))]);
}

/** A nested message; there also where it is empty. */
export function messageField(field: number, message: Uint8Array): Buffer {
  return Buffer.concat([varint(bytesTag(field)), varint(message.length), message]);
}

export function bytesField(field: number, value: string | Uint8Array = NOTHING): Buffer {
  if (value.length === 0) return NOTHING;
  return messageField(field, typeof value === 'string' ? Buffer.from(value) : value);
}
