import type { Snapshot } from '../../stages/snapshot.ts';
import { CompactedError } from '../compacted.ts';
import type { KeyedArea } from '../names/types.ts';
import { cutRange } from './cut.ts';
import { inParallel } from './in-parallel.ts';
import { FIRST_RESOURCE_BYTES, keysOfPage, partsFor } from './page-size.ts';
import { type Page, type PageReader, readPage, readPageNow } from './pages.ts';
import { type NameRange, rangesByType } from './ranges.ts';
import { type Pinned, pinNewest } from './start.ts';

export interface Scan extends PageReader {
  /** About how many resources there are; undefined before all types were found. */
  expected: number | undefined;
  /** The revision that is read now; moves on only where it is compacted away. */
  pinned: Pinned;
  /** The revisions at which the scan went on after a compaction; `scan` tells what that means. */
  readonly seams: number[];
  /** Ranges that are not read to their end yet. */
  readonly unfinished: Set<NameRange>;
}

type Batches = AsyncGenerator<readonly Snapshot[]>;

export function newScan(reader: Omit<PageReader, 'found'>, pinned: Pinned): Scan {
  const { source, prefixes, pace } = reader;
  const begun = {
    expected: undefined,
    found: new Set<KeyedArea>(),
    seams: [],
    unfinished: new Set([EVERYTHING]),
  };
  return { source, prefixes, pace, pinned, ...begun };
}

/** Not looked for yet. */
const EVERYTHING: NameRange = { from: Buffer.alloc(0), to: undefined };

/**
 * Every resource that has a stage, in batches, each resource whole and of one revision: the scan's, or where that was
 * compacted away meanwhile a newer one (`seams`). While a batch is judged the next ones are on their way. Throws
 * `StoreError` where the store can't be read on; what came before is then only a part.
 */
export async function* scan(state: Scan): Batches {
  const open = [() => findRanges(state, add)];
  yield* inParallel(open, state.pace.concurrency);

  function add(range: NameRange, resourceBytes: number): void {
    state.unfinished.add(range);
    open.push(() => scanRange(state, range, resourceBytes, add));
  }
}

/** The types of which something has not been read, as far as they were found. */
export function unfinishedTypes({ unfinished }: Scan): string[] {
  const types = [...new Set([...unfinished].flatMap(({ type }) => type ?? []))].sort();
  return unfinished.has(EVERYTHING) ? [...types, 'types that were not found yet'] : types;
}

type Add = (range: NameRange, resourceBytes: number) => void;

/** Types are only a help to cut the keys by: they need not be those of the scan's revision. */
async function* findRanges(state: Scan, add: Add): Batches {
  let all = 0;
  for await (const { ranges, expected } of rangesByType(state.source, state.prefixes)) {
    all = expected;
    for (const range of ranges) add(range, FIRST_RESOURCE_BYTES);
    yield [];
  }
  state.expected = all;
  state.unfinished.delete(EVERYTHING);
}

/** What is left behind a page is cut and added to the work; each part is a range of its own then. */
async function* scanRange(state: Scan, range: NameRange, guess: number, add: Add): Batches {
  let left: NameRange | undefined = range;
  let resourceBytes = guess;
  while (left !== undefined) {
    const page = await pageOrNewer(state, left, keysOfPage(resourceBytes, state.pace));
    resourceBytes = page.resourceBytes ?? resourceBytes;
    const [next, ...others] = partsOf(state, page, resourceBytes);
    for (const other of others) add(other, resourceBytes);
    left = next;
    if (left === undefined) state.unfinished.delete(range);
    yield page.snapshots;
  }
}

function partsOf({ pace }: Scan, page: Page, resourceBytes: number): NameRange[] {
  const { rest, first, keys, keysLeft } = page;
  if (rest === undefined || first === undefined) return [];
  return cutRange(rest, { first, keys, keysLeft }, partsFor(keysLeft, keysOfPage(resourceBytes, pace)));
}

/** Pinned revisions that are tried for one page; where none lasts long enough, the newest state is read as it is. */
const MOST_PINS = 3;

async function pageOrNewer(state: Scan, range: NameRange, keys: number): Promise<Page> {
  for (let pins = 0; pins < MOST_PINS; pins++) {
    const page = await unlessCompacted(state, (pinned) => readPage(state, range, keys, pinned));
    if (page !== undefined) return page;
  }
  return readPageNow(state, range, keys);
}

/** Undefined where the pinned revision is gone; then a newer one is pinned, once for all that met the same compaction. */
async function unlessCompacted<T>(state: Scan, read: (pinned: Pinned) => Promise<T>): Promise<T | undefined> {
  const { pinned } = state;
  try {
    return await read(pinned);
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
  }
  if (state.pinned !== pinned) return undefined;
  const newer = await pinNewest(state.source, state.prefixes);
  if (state.pinned !== pinned) return undefined;
  state.pinned = newer;
  state.seams.push(newer.revision);
  return undefined;
}
