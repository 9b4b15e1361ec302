import { CompactedError } from '../compacted.ts';
import type { Source, StoredKey } from '../source.ts';

/** Reads that fit one transaction of etcd, each at its own revision (3–6 ms). */
const MOST_READS = 128;

/** A key at one revision, without its value: undefined where it was absent, `compacted` where the revision is gone. */
export type PastKey = StoredKey | undefined | 'compacted';

/** One key as it was at each of the revisions, in their order. */
export async function readKeyAt(
  source: Source,
  key: string,
  revisions: readonly number[],
): Promise<PastKey[]> {
  const found: PastKey[] = [];
  for (let at = 0; at < revisions.length; at += MOST_READS)
    found.push(...(await readFitting(source, key, revisions.slice(at, at + MOST_READS))));
  return found;
}

/** One revision that is gone fails the whole transaction; halving finds the others in few more. */
async function readFitting(source: Source, key: string, revisions: readonly number[]): Promise<PastKey[]> {
  try {
    const ranges = revisions.map((revision) => ({ from: key, keysOnly: true, revision }));
    return (await source.read(ranges)).ranges.map(({ keys }) => keys[0]);
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    if (revisions.length === 1) return ['compacted'];
    const middle = Math.ceil(revisions.length / 2);
    const first = await readFitting(source, key, revisions.slice(0, middle));
    return [...first, ...(await readFitting(source, key, revisions.slice(middle)))];
  }
}
