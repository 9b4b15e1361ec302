import type { Prefixes } from '../../stages/keys.ts';
import type { Snapshot } from '../../stages/snapshot.ts';
import type { RangeRequest, RangeResult, Source } from '../source.ts';
import { TooLargeError } from '../too-large.ts';
import { KEYED_AREAS } from '../types.ts';
import { mergeByName } from './merge.ts';
import type { Pace } from './pace.ts';
import { keysIn, type NameRange } from './ranges.ts';
import type { ScanStart } from './start.ts';

/** Bytes that a page should have: large enough to be cheap, small enough that a few of them are no memory. */
const PAGE_BYTES = 640 * 1024;
/** What a key costs beside its value. */
const KEY_BYTES = 120;

export interface Page {
  readonly snapshots: readonly Snapshot[];
  /** What is left of the range; undefined where nothing is. */
  readonly rest: NameRange | undefined;
  /** Keys of the largest area from the beginning of the page to the end of the range. */
  readonly keysAhead: number;
}

export interface PageReader {
  readonly source: Source;
  readonly prefixes: Prefixes;
  readonly pace: Pace;
  /** Bytes of one resource, as seen so far: decides how many are asked for. */
  resourceBytes: number;
}

/** The beginning of a range, all areas in one round trip and of one revision. */
export async function readPage(reader: PageReader, range: NameRange, start: ScanStart): Promise<Page> {
  const { pageKeys } = reader.pace;
  const limit = Math.max(1, Math.min(pageKeys, Math.floor(PAGE_BYTES / reader.resourceBytes)));
  const ranges = await readAreas(reader, range, start.revision, limit);
  learnSize(reader, ranges);
  const { snapshots, next } = mergeByName(ranges, reader.prefixes, start);
  return {
    snapshots,
    rest: next === undefined ? undefined : { ...range, from: next },
    keysAhead: Math.max(...ranges.map(({ count }) => count)),
  };
}

/** Where the values are too large for one message, half as many are asked for, down to one. */
async function readAreas(
  reader: PageReader,
  range: NameRange,
  revision: number,
  limit: number,
): Promise<readonly RangeResult[]> {
  const requests = KEYED_AREAS.map(
    (area): RangeRequest => ({
      ...keysIn(range, reader.prefixes[area]),
      limit,
      revision,
      serializable: true,
    }),
  );
  try {
    return await reader.pace.paced(async () => {
      const { ranges } = await reader.source.read(requests);
      return { result: ranges, bytes: sizeOf(ranges) };
    });
  } catch (error) {
    if (!(error instanceof TooLargeError) || limit === 1) throw error;
    return readAreas(reader, range, revision, Math.ceil(limit / 2));
  }
}

function sizeOf(ranges: readonly RangeResult[]): number {
  let bytes = 0;
  for (const { keys } of ranges) for (const { value } of keys) bytes += KEY_BYTES + value.length;
  return bytes;
}

function learnSize(reader: PageReader, ranges: readonly RangeResult[]): void {
  const most = Math.max(...ranges.map(({ keys }) => keys.length));
  if (most > 0) reader.resourceBytes = sizeOf(ranges) / most;
}
