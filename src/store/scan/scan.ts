import type { Snapshot } from '../../stages/snapshot.ts';
import { CompactedError } from '../compacted.ts';
import { inParallel } from './in-parallel.ts';
import { type Page, type PageReader, readPage, readPageNow } from './pages.ts';
import { cutRange, type NameRange, rangesByType } from './ranges.ts';
import { pinNewest, type ScanStart } from './start.ts';
import { FIRST_STRIDE, keysOfPage, type Stride, strideAfter, windowOf } from './stride.ts';

export interface Scan extends PageReader {
  /** The revision that is read now; moves on only where it is compacted away. */
  start: ScanStart;
  /** The revisions at which the scan went on after a compaction; `scan` tells what that means. */
  readonly seams: number[];
  /** Ranges that are not read to their end yet. */
  readonly unfinished: Set<NameRange>;
}

export function newScan(reader: PageReader, start: ScanStart): Scan {
  return { ...reader, start, seams: [], unfinished: new Set() };
}

/**
 * Every resource that has a stage, in batches, each resource whole and of one revision: the scan's, or where that was
 * compacted away meanwhile a newer one (`seams`). While a batch is judged the next ones are on their way. Throws
 * `StoreError` where the store can't be read on; what came before is then only a part.
 */
export async function* scan(state: Scan): AsyncGenerator<readonly Snapshot[]> {
  const ranges = await typesOrNewer(state);
  const open: (() => AsyncGenerator<readonly Snapshot[]>)[] = [];
  for (const range of ranges) add(range, FIRST_STRIDE);
  yield* inParallel(open, state.pace.concurrency);

  function add(range: NameRange, stride: Stride): void {
    state.unfinished.add(range);
    open.push(() => scanRange(state, range, stride, add));
  }
}

/** The types of which something has not been read; all of them before the scan began. */
export function unfinishedTypes({ unfinished }: Scan): string[] {
  return [...new Set([...unfinished].flatMap(({ type }) => type ?? []))].sort();
}

/** What is left of a large range is cut and added to the work; each part is a range of its own then. */
async function* scanRange(
  state: Scan,
  range: NameRange,
  first: Stride,
  add: (range: NameRange, stride: Stride) => void,
): AsyncGenerator<readonly Snapshot[]> {
  let left: NameRange | undefined = range;
  let stride = first;
  while (left !== undefined) {
    const keys = keysOfPage(stride, state.pace.pageKeys);
    const window = windowOf(left, stride, keys);
    const page = await pageOrNewer(state, window, keys);
    stride = strideAfter(stride, window, page);
    left = restOf(left, window, page);
    if (left !== undefined && page.keysAhead > state.pace.rangeKeys) {
      const [next, ...others]: NameRange[] = cutRange(left);
      for (const other of others) add(other, stride);
      left = next;
    }
    if (left === undefined) state.unfinished.delete(range);
    yield page.snapshots;
  }
}

function restOf(range: NameRange, window: NameRange, { rest }: Page): NameRange | undefined {
  if (rest !== undefined) return { ...range, from: rest.from };
  return window === range || window.to === undefined ? undefined : { ...range, from: window.to };
}

/** Pinned revisions that are tried for one page; where none lasts long enough, the newest state is read as it is. */
const MOST_PINS = 3;

async function pageOrNewer(state: Scan, range: NameRange, keys: number): Promise<Page> {
  for (let pins = 0; pins < MOST_PINS; pins++) {
    const page = await unlessCompacted(state, (start) => readPage(state, range, keys, start));
    if (page !== undefined) return page;
  }
  return readPageNow(state, range, keys);
}

/** Types are only a help to cut the keys by: they need not be those of the scan's revision. */
async function typesOrNewer(state: Scan): Promise<NameRange[]> {
  const { source, prefixes } = state;
  const ranges = await unlessCompacted(state, ({ revision }) => rangesByType(source, prefixes, revision));
  return ranges ?? rangesByType(source, prefixes);
}

/** Undefined where the pinned revision is gone; then a newer one is pinned, once for all that met the same compaction. */
async function unlessCompacted<T>(
  state: Scan,
  read: (start: ScanStart) => Promise<T>,
): Promise<T | undefined> {
  const { start } = state;
  try {
    return await read(start);
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
  }
  if (state.start !== start) return undefined;
  const newer = await pinNewest(state.source, state.prefixes);
  if (state.start !== start) return undefined;
  state.start = { ...newer, counts: start.counts };
  state.seams.push(newer.revision);
  return undefined;
}
