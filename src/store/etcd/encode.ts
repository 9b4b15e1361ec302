/**
 * Requests to etcd as protocol buffers. Field numbers are those of its api/etcdserverpb/rpc.proto; fields that have their
 * default value are left out, as every encoder does.
 */
import type { RangeRequest } from '../source.ts';
import { bytesTag, numberTag } from './wire.ts';

/** RangeRequest. */
export function encodeRange(range: RangeRequest): Buffer {
  return Buffer.concat([
    bytesField(1, range.from),
    bytesField(2, range.to),
    numberField(3, range.limit ?? 0),
    numberField(4, range.revision ?? 0),
    numberField(7, range.serializable ?? false),
    numberField(8, range.keysOnly ?? false),
    numberField(9, range.countOnly ?? false),
    numberField(10, range.minModRevision ?? 0),
  ]);
}

/** TxnRequest without compares: its ranges (RequestOp) are read at one revision. */
export function encodeRanges(ranges: readonly RangeRequest[]): Buffer {
  return Buffer.concat(ranges.map((range) => messageField(2, messageField(1, encodeRange(range)))));
}

/**
 * TxnRequest whose second branch, which is carried out where a compare fails, reads these ranges and puts these keys;
 * there is no compare.
 */
export function encodeNeverDone(
  ranges: readonly RangeRequest[],
  keys: readonly (string | Uint8Array)[],
): Buffer {
  return Buffer.concat([
    ...ranges.map((range) => messageField(3, messageField(1, encodeRange(range)))),
    ...keys.map((key) => messageField(3, messageField(2, bytesField(1, key)))),
  ]);
}

/** LeaseTimeToLiveRequest. */
export function encodeTimeToLive(leaseId: string): Buffer {
  return numberField(1, BigInt(leaseId));
}

/** AuthenticateRequest. */
export function encodeLogin(name: string, password: string): Buffer {
  return Buffer.concat([bytesField(1, name), bytesField(2, password)]);
}

/** WatchRequest that creates a watch of a key or a range, from a revision on. */
export function encodeWatch(watch: Pick<RangeRequest, 'from' | 'to'> & { firstRevision: number }): Buffer {
  const { from, to, firstRevision } = watch;
  const create = [bytesField(1, from), bytesField(2, to), numberField(3, firstRevision)];
  return messageField(1, Buffer.concat(create));
}

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
