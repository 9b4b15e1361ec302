/** Answers with keys. Field numbers are those of etcd's api/etcdserverpb/rpc.proto. */
import { OFFSETS } from '../../stages/packed.ts';
import type { RangeResult, StoredKey } from '../source.ts';
import { eachField, eachFieldButHeader, type WithHeader } from './message.ts';
import { bytesTag, type Cursor, cursorOf, numberTag, passBytes, readMessage, readNumber } from './wire.ts';
import { packedKeys, placeKey } from './wire-key.ts';

// Of this module: an imported constant is a call in the bundle, which each key of a scan would pay for.
const placesOfKey = OFFSETS;

/** RangeResponse. */
function readRange(cursor: Cursor): WithHeader<RangeResult> {
  const bytes = cursor.end - cursor.at;
  let places = new Int32Array(0);
  let sent = 0;
  let more = false;
  let count = 0;
  const header = eachFieldButHeader(cursor, (tag) => {
    if (tag === bytesTag(2)) {
      const from = passBytes(cursor);
      if (places.length < (sent + 1) * placesOfKey)
        places = larger(places, cursor.end - from, cursor.at - from);
      placeKey(cursor.bytes, from, cursor.at, places, sent++ * placesOfKey);
    } else if (tag === numberTag(3)) more = readNumber(cursor) !== 0;
    else if (tag === numberTag(4)) count = readNumber(cursor);
    else return false;
    return true;
  });
  const placed = packedKeys(cursor.bytes, places.subarray(0, sent * placesOfKey));
  let keys: StoredKey[] | undefined;
  const value: RangeResult = {
    get keys() {
      keys ??= Array.from({ length: sent }, (_, n) => placed.entry(n));
      return keys;
    },
    more,
    count,
    bytes,
    placed,
  };
  return { header, value };
}

/** With room for the keys that are left, if they are as large as this one, but for no more than twice as many as before. */
function larger(places: Int32Array, bytesLeft: number, size: number): Int32Array<ArrayBuffer> {
  const most = Math.max(ROOM, places.length / placesOfKey);
  const keysLeft = Math.min(most, Math.ceil(bytesLeft / Math.max(size, 1)) + 1);
  const room = new Int32Array(places.length + keysLeft * placesOfKey);
  room.set(places);
  return room;
}

/** Keys for which there is room at first. */
const ROOM = 1024;

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
