import type { Prefixes } from '../stages/keys.ts';
import type { RangeRequest, RangeResult, Source } from './source.ts';

/** Where a look-up reads: a store, its prefixes, and the revision asked for (absent: the newest). */
export interface View {
  readonly source: Source;
  readonly prefixes: Prefixes;
  readonly revision?: number;
}

/** etcd refuses a transaction of more operations. */
const RANGES_A_READ = 128;

/** All ranges in as few round trips as they fit in; results in the order of the requests. None: no round trip. */
export async function readRanges(
  view: View,
  ranges: readonly RangeRequest[],
): Promise<readonly RangeResult[]> {
  const results: RangeResult[] = [];
  for (let done = 0; done < ranges.length; done += RANGES_A_READ) {
    const part = ranges.slice(done, done + RANGES_A_READ).map((range) => atRevision(view, range));
    results.push(...(await view.source.read(part)).ranges);
  }
  return results;
}

function atRevision(view: View, range: RangeRequest): RangeRequest {
  return view.revision === undefined ? range : { ...range, revision: view.revision };
}
