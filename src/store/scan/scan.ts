import { materialize } from '../../stages/packed.ts';
import type { JobEntry, Snapshot } from '../../stages/snapshot.ts';
import { CompactedError } from '../errors.ts';
import { fitsJob, toBeCreated } from '../names/created.ts';
import { allSchemaPaths, type KeyedArea, listSchemaPaths } from '../names/types.ts';
import type { Surroundings } from '../read/assemble.ts';
import { cutRange } from './cut.ts';
import { inParallel } from './in-parallel.ts';
import type { Pace } from './pace.ts';
import { type Counts, type Page, type PageReader, readFirstPage, readPage, readPageNow } from './pages.ts';
import { type NameRange, rangesByType } from './ranges.ts';
import { pinNewest } from './start.ts';

export interface Scan extends PageReader {
  /** About how many resources there are; undefined before all types were found. */
  expected: number | undefined;
  /** The revision that is read now; moves on only where it is compacted away. */
  pinned: Surroundings;
  /** The revisions at which the scan went on after a compaction; `scan` tells what that means. */
  readonly restarts: number[];
  /** What was read when it was opened. */
  readonly first: readonly Snapshot[];
  /** The one of the ranges that is to be cut at the types. */
  readonly uncut: NameRange | undefined;
  /** Ranges that are not read to their end yet. */
  readonly unfinished: Set<NameRange>;
  /** IDs that jobs name and that something was found of. */
  readonly named: Set<string>;
  /** What only `/config` has and a job of another type names: whether it is a resource is found out at the end. */
  readonly doubtful: Snapshot[];
}

type Batches = AsyncGenerator<readonly Snapshot[]>;

/** A scan of these ranges at a revision. */
export function newScan(
  { source, prefixes, pace }: Omit<PageReader, 'found'>,
  pinned: Surroundings,
  ranges: readonly NameRange[],
): Scan {
  const found = new Set<KeyedArea>();
  const unfinished = new Set(ranges);
  const begun = { expected: undefined, restarts: [], first: [], uncut: undefined };
  const seen = { named: new Set<string>(), doubtful: [] };
  return { source, prefixes, pace, pinned, found, unfinished, ...begun, ...seen };
}

/** A scan of everything that was begun: its first page is read, which is all of a small store. */
export interface ScanOfAll extends Scan {
  /** Keys under each stage's prefix, at the scan's first revision. */
  readonly counts: Counts;
}

/** Most keys of an area that are read before it is known how the rest lies: etcd counts all of it for them. */
const FIRST_KEYS = 500;

/** Pins the newest revision and begins to read everything, in one round trip. */
export async function openScan(reader: Omit<PageReader, 'found'>): Promise<ScanOfAll> {
  const found = new Set<KeyedArea>();
  const keys = Math.min(FIRST_KEYS, keysOfPage(FIRST_RESOURCE_BYTES, reader.pace));
  const { pinned, counts, rest, ...page } = await readFirstPage({ ...reader, found }, keys);
  const begun = newScan(reader, pinned, rest === undefined ? [] : [rest]);
  const first = resourcesOf(begun, page);
  const expected = rest === undefined ? first.length : undefined;
  return { ...begun, found, counts, expected, first, uncut: rest };
}

/** What of a page is a resource for sure. */
function resourcesOf(
  { pinned, named, doubtful }: Scan,
  { snapshots, configOnly }: Pick<Page, 'snapshots' | 'configOnly'>,
): readonly Snapshot[] {
  if (pinned.jobs.size === 0) return snapshots;
  for (const { jobs } of snapshots) for (const { id } of jobs) named.add(id);
  if (configOnly.length === 0) return snapshots;
  const wanted = configOnly.map(materialize).filter(({ jobs }) => jobs.length > 0);
  for (const { jobs } of wanted) for (const { id } of jobs) named.add(id);
  const created = wanted.filter(({ ref, jobs }) => fitsJob(ref, jobs));
  doubtful.push(...wanted.filter((one) => !created.includes(one)));
  return [...snapshots, ...created];
}

/** What a job of another type is to create, as far as nothing else has its ID. */
async function createdByOthers({ source, prefixes, pinned, doubtful }: Scan): Promise<readonly Snapshot[]> {
  if (doubtful.length === 0) return [];
  const refs = doubtful.map(({ ref }) => ref);
  const paths = async () => allSchemaPaths(await listSchemaPaths(source, prefixes));
  const created = await toBeCreated({ source, prefixes }, pinned.jobs, refs, paths);
  return doubtful.filter(({ ref }) => created.includes(ref));
}

/** Jobs of which neither a stage nor `/config` has the ID, once everything was read; none where a compaction blurs it. */
export function jobsOfNothing({ pinned, named, restarts }: Scan): readonly JobEntry[] {
  if (restarts.length > 0) return [];
  return [...pinned.jobs].filter(([id]) => !named.has(id)).flatMap(([, jobs]) => jobs);
}

/**
 * Every resource of the ranges, in batches, each resource whole and of one revision: the scan's, or where
 * that was compacted away meanwhile a newer one (`restarts`). While a batch is judged the next ones are on their way. Throws
 * `StoreError` where the store can't be read on; what came before is then only a part.
 */
export async function* scan(state: Scan): Batches {
  const open = [...state.unfinished].map((range) => () => begin(range));
  yield state.first;
  yield* inParallel(open, state.pace.concurrency);
  yield await createdByOthers(state);

  function begin(range: NameRange): Batches {
    return range === state.uncut
      ? findRanges(state, range, add)
      : scanRange(state, range, FIRST_RESOURCE_BYTES, add);
  }

  function add(range: NameRange, resourceBytes: number): void {
    state.unfinished.add(range);
    open.push(() => scanRange(state, range, resourceBytes, add));
  }
}

/** The types of which something has not been read, as far as they were found. */
export function unfinishedTypes({ unfinished, uncut }: Scan): string[] {
  const types = [...new Set([...unfinished].flatMap(({ type }) => type ?? []))].sort();
  return uncut !== undefined && unfinished.has(uncut) ? [...types, 'types that were not found yet'] : types;
}

type Add = (range: NameRange, resourceBytes: number) => void;

/** Types are only a help to cut the keys by: they need not be those of the scan's revision. */
async function* findRanges(state: Scan, everything: NameRange, add: Add): Batches {
  let all = 0;
  for await (const { ranges, expected } of rangesByType(state.source, state.prefixes, everything.from)) {
    all = expected;
    for (const range of ranges) add(range, FIRST_RESOURCE_BYTES);
    yield [];
  }
  state.expected = all;
  state.unfinished.delete(everything);
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
    yield resourcesOf(state, page);
  }
}

function partsOf({ pace }: Scan, page: Page, resourceBytes: number): NameRange[] {
  const { rest, first, keys, keysLeft } = page;
  if (rest === undefined || first === undefined) return [];
  return cutRange(rest, { first, keys, keysLeft }, partsFor(keysLeft, keysOfPage(resourceBytes, pace)));
}

/** Pinned revisions that are tried for one page; where none lasts long enough, the newest state is read as it is. */
const MAX_PINS = 3;

async function pageOrNewer(state: Scan, range: NameRange, keys: number): Promise<Page> {
  for (let pins = 0; pins < MAX_PINS; pins++) {
    const page = await unlessCompacted(state, (pinned) => readPage(state, range, keys, pinned));
    if (page !== undefined) return page;
  }
  return readPageNow(state, range, keys);
}

/** Undefined where the pinned revision is gone; then a newer one is pinned, once for all that met the same compaction. */
async function unlessCompacted<T>(
  state: Scan,
  read: (pinned: Surroundings) => Promise<T>,
): Promise<T | undefined> {
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
  state.restarts.push(newer.revision);
  return undefined;
}

/** A first guess of what a resource has in all areas; the pages correct it. */
export const FIRST_RESOURCE_BYTES = 4000;

/** Share of a page that a part is cut for: IDs don't lie evenly, and a part that is not read at once costs another read. */
const FILLED = 0.9;

/** So many resources are a page. */
export function keysOfPage(resourceBytes: number, { pageKeys, pageBytes }: Pace): number {
  return Math.max(1, Math.min(pageKeys, Math.floor(pageBytes / resourceBytes)));
}

/** Parts of about a page, for so many keys. */
export function partsFor(keys: number, keysOfAPage: number): number {
  return Math.ceil(keys / Math.max(1, keysOfAPage * FILLED));
}
