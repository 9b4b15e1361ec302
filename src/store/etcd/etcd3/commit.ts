import type { ICompare, IRequestOp, ITxnRequest } from 'etcd3';
import { type CommitResult, type Guard, MAX_OPERATIONS, type Write } from '../../source.ts';
import type { Send } from '../connection.ts';
import type { WithHeader } from '../message.ts';
import type { Etcd3Connection } from './connection.ts';

function toCompare(guard: Guard): ICompare {
  if ('key' in guard) {
    // An absent key has mod_revision 0 for a compare.
    return { key: keyBytes(guard.key), target: 'Mod', result: 'Equal', mod_revision: guard.modRevision };
  }
  // Over a range a compare holds if it does for each key in it; an empty range passes.
  const range = { key: keyBytes(guard.from), range_end: keyBytes(guard.to) };
  return { ...range, target: 'Mod', result: 'Less', mod_revision: guard.notAfter + 1 };
}

function toOperation(write: Write): IRequestOp {
  if ('delete' in write) return { request_delete_range: { key: keyBytes(write.delete) } };
  // A plain put takes the key off its lease; ignore_lease is refused where the key is absent.
  const put = { key: keyBytes(write.put), value: keyBytes(write.value) };
  if (write.keepLease) return { request_put: { ...put, ignore_lease: true } };
  return { request_put: write.lease === undefined ? put : { ...put, lease: write.lease } };
}

/** One transaction. Throws `RangeError` for more guards or writes than etcd takes at once. */
export function commitRequest(
  guards: readonly Guard[],
  writes: readonly Write[],
): Send<WithHeader<CommitResult>, Etcd3Connection> {
  if (guards.length > MAX_OPERATIONS || writes.length > MAX_OPERATIONS) {
    throw new RangeError(
      `${guards.length} guards and ${writes.length} writes, at most ${MAX_OPERATIONS} are possible`,
    );
  }
  const request: ITxnRequest = {
    compare: guards.map(toCompare),
    success: writes.map(toOperation),
    failure: [],
  };
  return async (connection, options) => {
    const { header, succeeded } = await connection.send(options, ({ kv }, asTaken) =>
      kv.txn(request, asTaken),
    );
    const revision = Number(header.revision);
    const value = { committed: succeeded, revision };
    const [clusterId, memberId] = [BigInt(header.cluster_id), BigInt(header.member_id)];
    return { header: { clusterId, memberId, revision }, value };
  };
}

/** etcd's bytes of a key; the etcd3 package takes Buffers only. */
export function keyBytes(key: string | Uint8Array): Buffer {
  return typeof key === 'string' ? Buffer.from(key) : Buffer.from(key.buffer, key.byteOffset, key.byteLength);
}
