import type { RangeRequest, ReadResult } from '../source.ts';
import type { Send } from './connection.ts';
import { encodeRange, encodeRanges } from './encode.ts';
import type { WithHeader } from './message.ts';
import { RANGE, RANGES } from './methods.ts';

/** Operations that etcd takes in one transaction (`--max-txn-ops`, its default). */
export const MAX_OPERATIONS = 128;

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
