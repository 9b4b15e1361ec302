import { MAX_OPERATIONS, type RangeRequest, type ReadResult } from '../source.ts';
import type { Send } from './connection.ts';
import { encodeRange, encodeRanges, encodeTimeToLive } from './encode.ts';
import type { WithHeader } from './message.ts';
import { HEADER, RANGE, RANGES, TIME_TO_LIVE } from './methods.ts';

/**
 * One request for all ranges: a transaction without compares reads them at one revision. Throws `RangeError` for none
 * or more than etcd takes at once: split in two they would be of two revisions.
 */
export function readRequest(ranges: readonly RangeRequest[]): Send<WithHeader<ReadResult>> {
  const [only, ...others] = ranges;
  if (only === undefined || ranges.length > MAX_OPERATIONS) {
    throw new RangeError(`${ranges.length} ranges in one read, 1 to ${MAX_OPERATIONS} are possible`);
  }
  if (others.length === 0) {
    const request = encodeRange(only);
    return async (connection, options) => {
      const { header, value } = await connection.unary(RANGE, request, options);
      return { header, value: { revision: header.revision, ranges: [value] } };
    };
  }
  const request = encodeRanges(ranges);
  return async (connection, options) => {
    const { header, value } = await connection.unary(RANGES, request, options);
    return { header, value: { revision: header.revision, ranges: value } };
  };
}

const EMPTY_TRANSACTION = Buffer.alloc(0);

/**
 * Asks for nothing but the answer's header, which tells the cluster's ID: a transaction that does nothing. It is answered
 * without a permission, and also without a login where authentication is on (seen with etcd 3.4.23, 3.5.16, 3.5.30).
 */
export const headerRequest: Send<WithHeader<undefined>> = (connection, options) =>
  connection.unary(HEADER, EMPTY_TRANSACTION, options);

/** Seconds that a lease has left; undefined where there is no such lease (any more). */
export function leaseRequest(id: string): Send<WithHeader<number | undefined>> {
  return async (connection, options) => {
    const { header, value } = await connection.unary(TIME_TO_LIVE, encodeTimeToLive(id), options);
    return { header, value: value < 0 ? undefined : value };
  };
}
