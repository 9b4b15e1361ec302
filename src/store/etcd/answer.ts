/** What no etcd answers: a reader that went by it would go round for ever, or take a part for the whole. */
import { StoreError } from '../../errors.ts';
import { firstSent, lastSent } from '../read/packed-keys.ts';
import type { RangeRequest, RangeResult, ReadResult } from '../source.ts';

/** Throws `StoreError` unless each range is answered with keys of its own, and tells of more only behind these. */
export function checkAnswer(requests: readonly RangeRequest[], { ranges }: ReadResult): void {
  if (ranges.length !== requests.length)
    throw impossible(`${ranges.length} ranges came where ${requests.length} were asked for`);
  requests.forEach((request, i) => {
    checkRange(request, ranges[i] as RangeResult);
  });
}

function checkRange(request: RangeRequest, range: RangeResult): void {
  const from = Buffer.from(request.from).toString();
  if (range.more && !request.limit) throw impossible(`${from} is cut short without a limit`);
  const [first, last] = [firstSent(range), lastSent(range)];
  if (first === undefined || last === undefined) {
    if (range.more) throw impossible(`more keys are said to follow from ${from} on, and none came`);
  } else if (!isOf(request, first.rawKey) || !isOf(request, last.rawKey))
    throw impossible(`keys came that were not asked for: ${first.key} to ${last.key}, from ${from} on`);
}

/** As both ends of a range it means all keys. */
const ANY = Buffer.of(0);

function isOf({ from, to }: RangeRequest, key: Uint8Array): boolean {
  const [start, end] = [Buffer.from(from), to === undefined ? undefined : Buffer.from(to)];
  if (end === undefined) return start.equals(key);
  return Buffer.compare(key, start) >= 0 && (end.equals(ANY) || Buffer.compare(key, end) < 0);
}

function impossible(what: string): StoreError {
  return new StoreError(`etcd gave an answer that can't be: ${what}`, {
    hint: 'is it etcd that answers there, and nothing in between that changes answers?',
  });
}
