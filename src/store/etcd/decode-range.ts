/** Answers with keys. Field numbers are those of etcd's api/etcdserverpb/rpc.proto. */
import type { RangeResult, StoredKey } from '../source.ts';
import { eachField, eachFieldButHeader, type WithHeader } from './message.ts';
import { bytesTag, type Cursor, cursorOf, numberTag, readMessage, readNumber } from './wire.ts';
import { WireKey } from './wire-key.ts';

/** RangeResponse. */
function readRange(cursor: Cursor): WithHeader<RangeResult> {
  const bytes = cursor.end - cursor.at;
  const keys: StoredKey[] = [];
  let more = false;
  let count = 0;
  const header = eachFieldButHeader(cursor, (tag) => {
    if (tag === bytesTag(2)) keys.push(new WireKey(readMessage(cursor)));
    else if (tag === numberTag(3)) more = readNumber(cursor) !== 0;
    else if (tag === numberTag(4)) count = readNumber(cursor);
    else return false;
    return true;
  });
  return { header, value: { keys, more, count, bytes } };
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
