import type { Prefixes } from '../../stages/keys.ts';
import { readBundles } from '../read/bundles.ts';
import { DEFAULT_PACE, newPace } from '../scan/pace.ts';
import type { RangeRequest, RangeResult, Source } from '../source.ts';

/** Where a look-up reads: a store, its prefixes, and the revision asked for (absent: the newest). */
export interface View {
  readonly source: Source;
  readonly prefixes: Prefixes;
  readonly revision?: number;
}

/** Look-ups are many small ranges, which cost etcd little: they wait for each other no more than they must. */
const AT_ONCE = 16;

/** All ranges in as few transactions as they fit in, side by side; results in the order of the requests. */
export async function readRanges(
  { source, revision }: View,
  ranges: readonly RangeRequest[],
): Promise<readonly RangeResult[]> {
  const bundles = ranges.map((range) => [revision === undefined ? range : { ...range, revision }]);
  const pace = newPace({ ...DEFAULT_PACE, concurrency: AT_ONCE });
  return (await readBundles({ source, pace }, bundles)).flat();
}
