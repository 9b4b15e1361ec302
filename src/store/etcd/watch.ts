import type { Change } from '../source.ts';
import type { Send } from './connection.ts';
import { encodeWatch } from './encode.ts';
import type { Http2Connection } from './http2/connection.ts';
import { WATCH } from './methods.ts';

/**
 * The oldest revision that can still be read, asked by way of a watch that starts at one known to be compacted: only a
 * watch tells the number. The key must be one that the user may read. Undefined where it is not told.
 */
export function oldestRevisionRequest(
  key: string | Uint8Array,
  compacted: number,
): Send<number | undefined, Http2Connection> {
  return async (connection, options) => {
    const request = encodeWatch({ from: key, firstRevision: compacted });
    const told = await connection.listen(WATCH, request, options, ({ value }) => {
      if (value.compactRevision > 0) return value.compactRevision;
      return value.canceled || value.changes.length > 0 ? 0 : undefined;
    });
    return told === 0 ? undefined : told;
  };
}

/** More is read sooner by other ways. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Every change of every key from the first to the last of these revisions, in order. Each revision changes a key, and a
 * watch gives them in order: once one of the last revision or a later one has come, all before have. (Whether a watch has
 * come that far can't be asked: on etcd 3.4 the answer comes before the changes do, etcd#15220.) Undefined where they
 * are too many, or not told: the user may not read every key, or the revisions are compacted.
 */
export function changesRequest(
  first: number,
  last: number,
): Send<readonly Change[] | undefined, Http2Connection> {
  return async (connection, options) => {
    const changes: Change[] = [];
    let bytes = 0;
    const request = encodeWatch({ from: ANY_KEY, to: ANY_KEY, firstRevision: first });
    const told = await connection.listen(WATCH, request, options, ({ value }) => {
      bytes += value.bytes;
      if (value.canceled || bytes > MAX_BYTES) return 'no';
      for (const change of value.changes) changes.push(change);
      return (changes.at(-1)?.modRevision ?? 0) >= last ? 'all' : undefined;
    });
    return told === 'all' ? changes.filter(({ modRevision }) => modRevision <= last) : undefined;
  };
}

/** As both ends of a range it means all keys (RangeRequest in etcd's api/etcdserverpb/rpc.proto). */
const ANY_KEY = Buffer.of(0);
