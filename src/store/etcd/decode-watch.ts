/** WatchResponse. Field numbers are those of etcd's api/etcdserverpb/rpc.proto and api/mvccpb/kv.proto. */
import type { Change } from '../source.ts';
import { eachField, eachFieldButHeader, type WithHeader } from './message.ts';
import { bytesTag, type Cursor, cursorOf, numberTag, readBytes, readMessage, readNumber } from './wire.ts';

export interface Watched {
  readonly canceled: boolean;
  /** The oldest revision there is, where the watch began before it; else 0. */
  readonly compactRevision: number;
  /** In the order in which they were made. */
  readonly changes: readonly Change[];
  /** Of the whole answer. */
  readonly bytes: number;
}

export function decodeWatch(answer: Buffer): WithHeader<Watched> {
  const cursor = cursorOf(answer);
  const changes: Change[] = [];
  let canceled = false;
  let compactRevision = 0;
  const header = eachFieldButHeader(cursor, (tag) => {
    if (tag === numberTag(4)) canceled = readNumber(cursor) !== 0;
    else if (tag === numberTag(5)) compactRevision = readNumber(cursor);
    else if (tag === bytesTag(11)) changes.push(readEvent(readMessage(cursor)));
    else return false;
    return true;
  });
  return { header, value: { canceled, compactRevision, changes, bytes: answer.length } };
}

/** Event. */
function readEvent(cursor: Cursor): Change {
  let deleted = false;
  let key = { rawKey: new Uint8Array(), createRevision: 0, modRevision: 0 };
  eachField(cursor, (tag) => {
    if (tag === numberTag(1)) deleted = readNumber(cursor) === 1;
    else if (tag === bytesTag(2)) key = readKey(readMessage(cursor));
    else return false;
    return true;
  });
  return { ...key, deleted };
}

/** What is needed of a KeyValue; its bytes are copied, for a view would keep the whole answer. */
function readKey(cursor: Cursor) {
  const key = { rawKey: new Uint8Array(), createRevision: 0, modRevision: 0 };
  eachField(cursor, (tag) => {
    if (tag === bytesTag(1)) key.rawKey = Uint8Array.from(readBytes(cursor));
    else if (tag === numberTag(2)) key.createRevision = readNumber(cursor);
    else if (tag === numberTag(3)) key.modRevision = readNumber(cursor);
    else return false;
    return true;
  });
  return key;
}
