import type { Prefixes } from '../../stages/keys.ts';
import type { Snapshot } from '../../stages/snapshot.ts';
import type { Surroundings } from '../assemble.ts';
import { FutureRevisionError } from '../future.ts';
import type { RangeRequest, RangeResult, Source } from '../source.ts';
import { TooLargeError } from '../too-large.ts';
import { KEYED_AREAS } from '../types.ts';
import { mergeByName } from './merge.ts';
import type { Pace } from './pace.ts';
import { keysIn, type NameRange } from './ranges.ts';
import { aroundFrom, aroundRequests } from './start.ts';

export interface Page {
  readonly snapshots: readonly Snapshot[];
  /** What is left of the range; undefined where nothing is. */
  readonly rest: NameRange | undefined;
  /** Keys of the fullest area from the beginning of the page to the end of the range. */
  readonly keysAhead: number;
  /** Bytes of one resource; undefined for an empty page. */
  readonly resourceBytes: number | undefined;
}

export interface PageReader {
  readonly source: Source;
  readonly prefixes: Prefixes;
  readonly pace: Pace;
}

/**
 * The beginning of a range, all areas in one round trip and of one revision: the pinned one.
 * @param keys most of one area
 */
export async function readPage(
  reader: PageReader,
  range: NameRange,
  keys: number,
  start: Surroundings,
): Promise<Page> {
  return readFitting(reader, keys, async (limit) => {
    const ranges = await readPinned(reader, range, start.revision, limit);
    return { ranges, around: start };
  }).then((answer) => pageOf(reader, range, answer));
}

/**
 * The same of the newest revision, whatever that is then, with all that it is judged beside in the same round trip. It
 * can't be compacted away, so it succeeds where no revision that is pinned lasts until it is read.
 */
export async function readPageNow(reader: PageReader, range: NameRange, keys: number): Promise<Page> {
  const around = aroundRequests(reader.prefixes);
  return readFitting(reader, keys, async (limit) => {
    const { revision, ranges } = await reader.source.read([...around, ...requestsFor(reader, range, limit)]);
    return { ranges: ranges.slice(around.length), around: aroundFrom(reader.prefixes, ranges, revision) };
  }).then((answer) => pageOf(reader, range, answer));
}

interface Answer {
  readonly ranges: readonly RangeResult[];
  readonly around: Surroundings;
}

function pageOf(reader: PageReader, range: NameRange, { ranges, around }: Answer): Page {
  const most = Math.max(...ranges.map(({ keys }) => keys.length));
  const { snapshots, next } = mergeByName(ranges, reader.prefixes, around);
  return {
    snapshots,
    rest: next === undefined ? undefined : { ...range, from: next },
    keysAhead: Math.max(...ranges.map(({ count }) => count)),
    resourceBytes: most > 0 ? sizeOf(ranges) / most : undefined,
  };
}

/** Where the values are too large for one message, half as many are asked for, down to one. */
async function readFitting(
  reader: PageReader,
  keys: number,
  read: (limit: number) => Promise<Answer>,
): Promise<Answer> {
  let limit = keys;
  for (;;) {
    const asked = limit;
    try {
      return await reader.pace.paced(async () => {
        const answer = await read(asked);
        return { result: answer, bytes: sizeOf(answer.ranges) };
      });
    } catch (error) {
      if (!(error instanceof TooLargeError) || limit === 1) throw error;
      limit = Math.ceil(limit / 2);
    }
  }
}

function requestsFor({ prefixes }: PageReader, range: NameRange, limit: number): RangeRequest[] {
  return KEYED_AREAS.map((area): RangeRequest => ({ ...keysIn(range, prefixes[area]), limit }));
}

/**
 * Any member may answer from its own copy, which spares the leader: a revision is the same at all that have it, and one
 * that has not says so. That one is asked again through the leader.
 */
async function readPinned(
  reader: PageReader,
  range: NameRange,
  revision: number,
  limit: number,
): Promise<readonly RangeResult[]> {
  const requests = requestsFor(reader, range, limit).map((request) => ({ ...request, revision }));
  try {
    return (await reader.source.read(requests.map((request) => ({ ...request, serializable: true })))).ranges;
  } catch (error) {
    if (!(error instanceof FutureRevisionError)) throw error;
    return (await reader.source.read(requests)).ranges;
  }
}

function sizeOf(ranges: readonly RangeResult[]): number {
  return ranges.reduce((sum, { bytes }) => sum + bytes, 0);
}
