/** Answers with keys. Field numbers are those of etcd's api/etcdserverpb/rpc.proto and api/mvccpb/kv.proto. */
import type { RangeResult, StoredKey } from '../source.ts';
import { eachField, eachFieldButHeader, type WithHeader } from './message.ts';
import {
  bytesTag,
  type Cursor,
  cursorOf,
  numberTag,
  readBigInt,
  readBytes,
  readMessage,
  readNumber,
  skipField,
} from './wire.ts';

const NO_BYTES = Buffer.alloc(0);

/** KeyValue. Without a function for each field and with constant tags: a scan comes here for each of its keys. */
function readKeyValue(cursor: Cursor): StoredKey {
  let rawKey: Buffer = NO_BYTES;
  let value: Buffer = NO_BYTES;
  let createRevision = 0;
  let modRevision = 0;
  let version = 0;
  let leaseId = '0';
  while (cursor.at < cursor.end) {
    const tag = readNumber(cursor);
    if (tag === 10) rawKey = readBytes(cursor);
    else if (tag === 16) createRevision = readNumber(cursor);
    else if (tag === 24) modRevision = readNumber(cursor);
    else if (tag === 32) version = readNumber(cursor);
    else if (tag === 42) value = readBytes(cursor);
    else if (tag === 48) leaseId = BigInt.asIntN(64, readBigInt(cursor)).toString();
    else skipField(cursor, tag);
  }
  return { key: rawKey.toString('utf8'), rawKey, value, modRevision, createRevision, version, leaseId };
}

/** RangeResponse. */
function readRange(cursor: Cursor): WithHeader<RangeResult> {
  const keys: StoredKey[] = [];
  let more = false;
  let count = 0;
  const header = eachFieldButHeader(cursor, (tag) => {
    if (tag === bytesTag(2)) keys.push(readKeyValue(readMessage(cursor)));
    else if (tag === numberTag(3)) more = readNumber(cursor) !== 0;
    else if (tag === numberTag(4)) count = readNumber(cursor);
    else return false;
    return true;
  });
  return { header, value: { keys, more, count } };
}

export function decodeRange(answer: Buffer): WithHeader<RangeResult> {
  return readRange(cursorOf(answer));
}

/** ResponseOp, which must be one of a range. */
function readOperation(cursor: Cursor): RangeResult {
  let result: RangeResult | undefined;
  eachField(cursor, (tag) => {
    if (tag !== bytesTag(1)) return false;
    result = readRange(readMessage(cursor)).value;
    return true;
  });
  if (result === undefined) throw new RangeError('the answer to a range is none');
  return result;
}

/** TxnResponse of a transaction that only reads. */
export function decodeRanges(answer: Buffer): WithHeader<readonly RangeResult[]> {
  const cursor = cursorOf(answer);
  const ranges: RangeResult[] = [];
  const header = eachFieldButHeader(cursor, (tag) => {
    if (tag !== bytesTag(3)) return false;
    ranges.push(readOperation(readMessage(cursor)));
    return true;
  });
  return { header, value: ranges };
}
