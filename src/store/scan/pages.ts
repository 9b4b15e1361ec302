import { endOfPrefix, type Prefixes, STAGES, type Stage } from '../../stages/keys.ts';
import { FutureRevisionError, TooSlowError } from '../errors.ts';
import { KEYED_AREAS, type KeyedArea } from '../names/types.ts';
import type { Surroundings } from '../read/assemble.ts';
import { withFewer } from '../read/in-parts.ts';
import { firstSent, keysSent } from '../read/packed-keys.ts';
import type { RangeRequest, RangeResult, Source } from '../source.ts';

import { type Merged, mergeByName } from './merge.ts';
import type { Pace } from './pace.ts';
import { EVERYTHING, keysIn, type NameRange } from './ranges.ts';
import { jobsRequest, surroundingsOf, surroundingsRequests } from './start.ts';

export interface Page extends Pick<Merged, 'snapshots' | 'configOnly'> {
  /** What is left of the range; undefined where nothing is. */
  readonly rest: NameRange | undefined;
  /** A name at the beginning of the page; undefined for an empty one. */
  readonly first: Uint8Array | undefined;
  /** Keys of the fullest area: of the page, and behind it. */
  readonly keys: number;
  readonly keysLeft: number;
  /** Bytes of one resource; undefined for an empty page. */
  readonly resourceBytes: number | undefined;
}

export interface PageReader {
  readonly source: Source;
  readonly prefixes: Prefixes;
  readonly pace: Pace;
  /** Areas of which a key was read. */
  readonly found: Set<KeyedArea>;
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
  const { prefixes } = reader;
  return readFitting(reader, keys, async (limit) => {
    const beside = surroundingsRequests(prefixes);
    const read = await reader.source.read([...beside, ...requestsFor(reader, range, limit)]);
    return { ranges: read.ranges.slice(beside.length), around: surroundingsOf(prefixes, read) };
  }).then((answer) => pageOf(reader, range, answer));
}

/** The beginning of everything at the newest revision: a small store is all of it. */
export interface FirstPage extends Page {
  readonly pinned: Surroundings;
  /** Keys under each stage's prefix at that revision. */
  readonly counts: Counts;
}

export async function readFirstPage(reader: PageReader, keys: number): Promise<FirstPage> {
  const { prefixes, source } = reader;
  const answer = await readFitting(reader, keys, async (limit) => {
    const read = await source.read([jobsRequest(prefixes), ...requestsFor(reader, EVERYTHING, limit)]);
    const [told, ...ranges] = read.ranges;
    // Etcd counts all of `/config` for this page already.
    const beside = {
      ...read,
      ranges: [told, ranges[KEYED_AREAS.indexOf('config')]].flatMap((one) => one ?? []),
    };
    return { ranges, around: surroundingsOf(prefixes, beside) };
  });
  return { ...pageOf(reader, EVERYTHING, answer), pinned: answer.around, counts: countsFrom(answer.ranges) };
}

interface Answer {
  /** One for each of `KEYED_AREAS`. */
  readonly ranges: readonly RangeResult[];
  readonly around: Surroundings;
}

function pageOf(reader: PageReader, range: NameRange, { ranges, around }: Answer): Page {
  const most = Math.max(...ranges.map(keysSent));
  KEYED_AREAS.forEach((area, i) => {
    if (keysSent(ranges[i]) > 0) reader.found.add(area);
  });
  const { snapshots, configOnly, next } = mergeByName(ranges, reader.prefixes, around);
  return {
    ...{ snapshots, configOnly },
    rest: next === undefined ? undefined : { ...range, from: next },
    first: firstName(ranges, reader.prefixes),
    keys: most,
    keysLeft: Math.max(...ranges.map(({ count }) => count)) - most,
    resourceBytes: most > 0 ? sizeOf(ranges) / most : undefined,
  };
}

function firstName(ranges: readonly RangeResult[], prefixes: Prefixes): Uint8Array | undefined {
  const names = KEYED_AREAS.flatMap(
    (area, i) => firstSent(ranges[i])?.rawKey.subarray(Buffer.byteLength(prefixes[area])) ?? [],
  );
  return names.sort(Buffer.compare)[0];
}

/** Where that was too slow, later pages are no larger. */
async function readFitting(
  { pace }: PageReader,
  keys: number,
  read: (limit: number) => Promise<Answer>,
): Promise<Answer> {
  return withFewer(keys, async (limit) => {
    try {
      return await pace.paced(async () => {
        const answer = await read(limit);
        return { result: answer, bytes: sizeOf(answer.ranges) };
      });
    } catch (error) {
      if (error instanceof TooSlowError) pace.shrinkBelow(limit);
      throw error;
    }
  });
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

/** Keys under each stage's prefix. */
export type Counts = { readonly [S in Stage]: number };

/** Each by itself: etcd goes through all keys that it counts, and millions of them take it seconds. */
export async function countStages(
  { read }: Pick<Source, 'read'>,
  prefixes: Prefixes,
  revision: number,
): Promise<Counts> {
  const reads = STAGES.map((stage) => read([{ ...countOf(prefixes[stage]), revision }]));
  return countsFrom((await Promise.all(reads)).flatMap(({ ranges }) => ranges));
}

function countOf(prefix: string): RangeRequest {
  return { from: prefix, to: endOfPrefix(prefix), countOnly: true };
}

/** @param ranges one for each of `STAGES` */
export function countsFrom([heat, job, state]: readonly RangeResult[]): Counts {
  return { heat_stacks: heat?.count ?? 0, job_state: job?.count ?? 0, state: state?.count ?? 0 };
}
