/**
 * Many small ranges in as few transactions as they fit in. A bundle is what belongs together (a resource's keys, a
 * resource's stages at a revision of the past) and is never split.
 */
import { CompactedError } from '../errors.ts';
import { inParallel } from '../scan/in-parallel.ts';
import type { Pace } from '../scan/pace.ts';
import { MAX_OPERATIONS, type RangeRequest, type RangeResult, type Source } from '../source.ts';
import { inParts, isTooMuch } from './in-parts.ts';
import { pacedRead } from './paced-read.ts';

export type Bundle = readonly RangeRequest[];

export interface BundleReader {
  readonly source: Pick<Source, 'read'>;
  readonly pace: Pace;
}

/** All bundles, in their order; as many transactions side by side as the pace allows. Throws what a read throws. */
export async function readBundles(
  reader: BundleReader,
  bundles: readonly Bundle[],
): Promise<RangeResult[][]> {
  return eachTransaction(reader, bundles, (some) =>
    inParts(some, some.length, (part) => readTogether(reader, part)),
  );
}

/** The same of the past; `compacted` where a bundle's revision is no longer in etcd. */
export async function readPastBundles(
  reader: BundleReader,
  bundles: readonly Bundle[],
): Promise<(RangeResult[] | 'compacted')[]> {
  const past: Past = { reader, oldest: 0 };
  return eachTransaction(reader, bundles, (some) =>
    inParts<Bundle, RangeResult[] | 'compacted'>(
      some,
      some.length,
      (part) => readPast(past, part),
      (error) => isTooMuch(error) || error instanceof CompactedError,
    ),
  );
}

interface Past {
  readonly reader: BundleReader;
  /** The oldest revision left, as far as it was learned: what is older is not asked for. */
  oldest: number;
}

/**
 * One revision that is gone fails the whole transaction. Where etcd tells the oldest that is left, the rest comes with the
 * next; where it doesn't, smaller parts find what can be read.
 */
async function readPast(past: Past, bundles: readonly Bundle[]): Promise<(RangeResult[] | 'compacted')[]> {
  const isGone = (bundle: Bundle) => bundle.some(({ revision }) => (revision ?? past.oldest) < past.oldest);
  const left = bundles.filter((bundle) => !isGone(bundle));
  try {
    const read = (await readTogether(past.reader, left)).values();
    return bundles.map((bundle) => (isGone(bundle) ? 'compacted' : (read.next().value ?? 'compacted')));
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    if ((error.oldest ?? 0) > past.oldest) {
      past.oldest = error.oldest ?? 0;
      return readPast(past, bundles);
    }
    if (bundles.length === 1) return ['compacted'];
    throw error;
  }
}

async function readTogether(
  { source, pace }: BundleReader,
  bundles: readonly Bundle[],
): Promise<RangeResult[][]> {
  const requests = bundles.flat();
  if (requests.length === 0) return bundles.map(() => []);
  const { ranges } = await pacedRead(source, pace)(requests);
  let at = 0;
  return bundles.map(({ length }) => {
    at += length;
    return ranges.slice(at - length, at);
  });
}

/** No more begin at once than are let through: the later ones know what the first ones learned. */
async function eachTransaction<T>(
  { pace }: BundleReader,
  bundles: readonly Bundle[],
  read: (some: readonly Bundle[]) => Promise<T[]>,
): Promise<T[]> {
  const found: T[][] = [];
  const open = transactionsOf(bundles).map(
    (some, i) =>
      async function* () {
        found[i] = await read(some);
        yield found;
      },
  );
  for await (const _ of inParallel(open, pace.concurrency));
  return found.flat();
}

/** As many bundles as etcd takes operations in a transaction. */
function transactionsOf(bundles: readonly Bundle[]): Bundle[][] {
  const transactions: Bundle[][] = [];
  let operations = MAX_OPERATIONS;
  for (const bundle of bundles) {
    if (operations + bundle.length > MAX_OPERATIONS) {
      transactions.push([]);
      operations = 0;
    }
    transactions.at(-1)?.push(bundle);
    operations += bundle.length;
  }
  return transactions;
}
