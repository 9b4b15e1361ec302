import { DEFAULT_PACE, newPace } from '../scan/pace.ts';
import type { Source, StoredKey } from '../source.ts';
import { readPastBundles } from './bundles.ts';

/** A key at one revision, without its value: undefined where it was absent, `compacted` where the revision is gone. */
export type PastKey = StoredKey | undefined | 'compacted';

/** One key as it was at each of the revisions, in their order. */
export async function readKeyAt(
  source: Source,
  key: string,
  revisions: readonly number[],
): Promise<PastKey[]> {
  const bundles = revisions.map((revision) => [{ from: key, keysOnly: true, revision }]);
  const read = await readPastBundles({ source, pace: newPace(DEFAULT_PACE) }, bundles);
  return read.map((ranges) => (ranges === 'compacted' ? ranges : ranges[0]?.keys[0]));
}
