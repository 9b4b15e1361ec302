/** Requests to etcd. Field numbers are those of its api/etcdserverpb/rpc.proto. */
import type { RangeRequest } from '../source.ts';
import { bytesField, messageField, numberField } from './wire-write.ts';

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
