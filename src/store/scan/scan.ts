import type { Snapshot } from '../../stages/snapshot.ts';
import { CompactedError } from '../compacted.ts';
import { inParallel } from './in-parallel.ts';
import type { PageReader } from './pages.ts';
import { readPage } from './pages.ts';
import { cutRange, type NameRange, rangesByType } from './ranges.ts';
import { type ScanStart, startScan } from './start.ts';

/** Keys that the rest of a range may hold before it is cut: counting them costs a page some 5 ms then. */
const FEW_KEYS = 8000;
/** Each time the pinned revision is compacted away the rest goes on at a newer one; so often that is no accident. */
const MOST_SEAMS = 10;
/** A first guess of what a resource has; the pages correct it. */
const RESOURCE_BYTES = 4000;

export interface Scan extends PageReader {
  /** The revision that is read now; moves on only where it is compacted away. */
  start: ScanStart;
  /** The revisions at which the scan went on after a compaction. */
  readonly seams: number[];
  /** Ranges that are not read to their end yet. */
  readonly unfinished: Set<NameRange>;
}

export function newScan(reader: Omit<PageReader, 'resourceBytes'>, start: ScanStart): Scan {
  return { ...reader, resourceBytes: RESOURCE_BYTES, start, seams: [], unfinished: new Set() };
}

/**
 * Every resource that has a stage, in batches, each resource whole and of one revision: the scan's, or where that was
 * compacted away meanwhile a newer one (`seams`). While a batch is judged the next ones are on their way. Throws
 * `StoreError` where the store can't be read on; what came before is then only a part.
 */
export async function* scan(state: Scan): AsyncGenerator<readonly Snapshot[]> {
  const ranges = await atNewerIfCompacted(state, (start) =>
    rangesByType(state.source, state.prefixes, start.revision),
  );
  const open: (() => AsyncGenerator<readonly Snapshot[]>)[] = [];
  ranges.forEach(add);
  yield* inParallel(open, state.pace.concurrency);

  function add(range: NameRange): void {
    state.unfinished.add(range);
    open.push(() => scanRange(state, range, add));
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
  add: (range: NameRange) => void,
): AsyncGenerator<readonly Snapshot[]> {
  let left: NameRange | undefined = range;
  while (left !== undefined) {
    const here: NameRange = left;
    const page = await atNewerIfCompacted(state, (start) => readPage(state, here, start));
    left = page.rest;
    if (left !== undefined && page.keysAhead > FEW_KEYS) {
      const [first, ...others] = cutRange(left);
      others.forEach(add);
      left = first;
    }
    if (left === undefined) state.unfinished.delete(range);
    yield page.snapshots;
  }
}

async function atNewerIfCompacted<T>(state: Scan, read: (start: ScanStart) => Promise<T>): Promise<T> {
  for (;;) {
    const start = state.start;
    try {
      return await read(start);
    } catch (error) {
      await moveOn(state, start, error);
    }
  }
}

/** Pins a newer revision, once for all ranges that met the same compaction. Throws what is no compaction. */
async function moveOn(state: Scan, read: ScanStart, error: unknown): Promise<void> {
  if (!(error instanceof CompactedError)) throw error;
  if (state.start !== read) return;
  if (state.seams.length >= MOST_SEAMS) throw error;
  const newer = await startScan(state.source, state.prefixes);
  if (state.start !== read) return;
  state.start = newer;
  state.seams.push(newer.revision);
}
