import type { IKeyValue, IRangeRequest, IRangeResponse, IResponseHeader } from 'etcd3';
import type { RangeRequest, RangeResult, ReadResult, StoredKey } from '../source.ts';
import type { Send } from './client.ts';

/** Operations that etcd takes in one transaction (`--max-txn-ops`, its default). */
export const MAX_OPERATIONS = 128;

export type WithHeader<T> = { readonly header: IResponseHeader; readonly value: T };

/** etcd's bytes of a key; the package takes Buffers only. */
export function keyBytes(key: string | Uint8Array): Buffer {
  return typeof key === 'string' ? Buffer.from(key) : Buffer.from(key.buffer, key.byteOffset, key.byteLength);
}

function toRequest(range: RangeRequest): IRangeRequest {
  return {
    key: keyBytes(range.from),
    ...(range.to === undefined ? {} : { range_end: keyBytes(range.to) }),
    limit: range.limit ?? 0,
    revision: range.revision ?? 0,
    keys_only: range.keysOnly ?? false,
    count_only: range.countOnly ?? false,
    min_mod_revision: range.minModRevision ?? 0,
  };
}

function toStoredKey(kv: IKeyValue): StoredKey {
  return {
    key: kv.key.toString('utf8'),
    rawKey: kv.key,
    value: kv.value,
    modRevision: Number(kv.mod_revision),
    createRevision: Number(kv.create_revision),
    version: Number(kv.version),
    leaseId: kv.lease,
  };
}

function toResult(answer: IRangeResponse): RangeResult {
  return { keys: answer.kvs.map(toStoredKey), more: answer.more, count: Number(answer.count) };
}

function toRead(header: IResponseHeader, answers: readonly IRangeResponse[]): WithHeader<ReadResult> {
  return { header, value: { revision: Number(header.revision), ranges: answers.map(toResult) } };
}

/**
 * One request for all ranges: a transaction without compares reads them at one revision. Throws `RangeError` for none
 * or more than etcd takes at once: split in two they would be of two revisions.
 */
export function readRequest(ranges: readonly RangeRequest[]): Send<WithHeader<ReadResult>> {
  const requests = ranges.map(toRequest);
  const [only] = requests;
  if (only === undefined || requests.length > MAX_OPERATIONS) {
    throw new RangeError(`${requests.length} ranges in one read, 1 to ${MAX_OPERATIONS} are possible`);
  }
  if (requests.length === 1) {
    return async (etcd, options) => {
      const answer = await etcd.kv.range(only, options);
      return toRead(answer.header, [answer]);
    };
  }
  const success = requests.map((request) => ({ request_range: request }));
  return async (etcd, options) => {
    const answer = await etcd.kv.txn({ compare: [], success, failure: [] }, options);
    return toRead(
      answer.header,
      answer.responses.map((response) => response.response_range),
    );
  };
}
