/** etcd's answers. Field numbers are those of its api/etcdserverpb/rpc.proto and api/mvccpb/kv.proto. */
import type { RangeResult, StoredKey } from '../source.ts';
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

/** What stands before each answer of etcd. */
export interface Header {
  readonly clusterId: bigint;
  readonly revision: number;
}

export type WithHeader<T> = { readonly header: Header; readonly value: T };

const NO_HEADER: Header = { clusterId: 0n, revision: 0 };
const NO_VALUE = Buffer.alloc(0);

/** `take` reads the field with this tag, or tells with false that it does not know it. */
function eachField(cursor: Cursor, take: (tag: number) => boolean): void {
  while (cursor.at < cursor.end) {
    const tag = readNumber(cursor);
    if (!take(tag)) skipField(cursor, tag);
  }
}

function decodeHeader(cursor: Cursor): Header {
  let { clusterId, revision } = NO_HEADER;
  eachField(cursor, (tag) => {
    if (tag === numberTag(1)) clusterId = readBigInt(cursor);
    else if (tag === numberTag(3)) revision = readNumber(cursor);
    else return false;
    return true;
  });
  return { clusterId, revision };
}
