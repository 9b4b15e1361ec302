import type { Prefixes } from '../../stages/keys.ts';
import { inParts } from '../read/in-parts.ts';
import { MOST_OPERATIONS, type RangeRequest, type RangeResult, type Source } from '../source.ts';

/** Where a look-up reads: a store, its prefixes, and the revision asked for (absent: the newest). */
export interface View {
  readonly source: Source;
  readonly prefixes: Prefixes;
  readonly revision?: number;
}

/** All ranges in as few round trips as they fit in; results in the order of the requests. None: no round trip. */
export async function readRanges(
  view: View,
  ranges: readonly RangeRequest[],
): Promise<readonly RangeResult[]> {
  return inParts(ranges, MOST_OPERATIONS, async (some) => {
    const { ranges } = await view.source.read(some.map((range) => atRevision(view, range)));
    return ranges;
  });
}

function atRevision(view: View, range: RangeRequest): RangeRequest {
  return view.revision === undefined ? range : { ...range, revision: view.revision };
}
