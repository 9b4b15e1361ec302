/** What all of etcd's answers have in common. Field numbers are those of its api/etcdserverpb/rpc.proto. */
import { bytesTag, type Cursor, numberTag, readBigInt, readMessage, readNumber, skipField } from './wire.ts';

export interface Header {
  readonly clusterId: bigint;
  /** Who answered. */
  readonly memberId: bigint;
  /** The store's newest when it answered. */
  readonly revision: number;
}

/** An ID of a cluster or a member as etcdctl prints it, an unsigned %x. */
export function idText(id: bigint): string {
  return id.toString(16);
}

export function clusterIdOf({ clusterId }: Header): string {
  return idText(clusterId);
}

export interface WithHeader<T> {
  readonly header: Header;
  readonly value: T;
}

/** Reads the field with this tag; false where it does not know it. */
type Take = (tag: number) => boolean;

export function eachField(cursor: Cursor, take: Take): void {
  while (cursor.at < cursor.end) {
    const tag = readNumber(cursor);
    if (!take(tag)) skipField(cursor, tag);
  }
}

/** ResponseHeader. */
function readHeader(cursor: Cursor): Header {
  let clusterId = 0n;
  let memberId = 0n;
  let revision = 0;
  eachField(cursor, (tag) => {
    if (tag === numberTag(1)) clusterId = readBigInt(cursor);
    else if (tag === numberTag(2)) memberId = readBigInt(cursor);
    else if (tag === numberTag(3)) revision = readNumber(cursor);
    else return false;
    return true;
  });
  return { clusterId, memberId, revision };
}

/** Goes through an answer; its header is field 1 in every one. */
export function eachFieldButHeader(cursor: Cursor, take: Take): Header {
  let header: Header = { clusterId: 0n, memberId: 0n, revision: 0 };
  eachField(cursor, (tag) => {
    if (tag !== bytesTag(1)) return take(tag);
    header = readHeader(readMessage(cursor));
    return true;
  });
  return header;
}
