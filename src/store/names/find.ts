/** Resources by what was typed: looked up and read at one revision, in as few round trips as that takes. */
import { type Prefixes, rawKeyOf } from '../../stages/keys.ts';
import type { Snapshot } from '../../stages/snapshot.ts';
import { behind } from '../bytes.ts';
import { CompactedError } from '../errors.ts';
import { isResource } from '../read/assemble.ts';
import { type Place, readByName } from '../read/by-name.ts';
import { withFewer } from '../read/in-parts.ts';
import { type Opened, openAt } from '../read/known.ts';
import type { Pace } from '../scan/pace.ts';
import { jobsRequest } from '../scan/start.ts';
import type { RangeRequest } from '../source.ts';
import { type Resolution, resolveNames } from './lookup.ts';
import type { NameQuery } from './name-query.ts';
import { looksWhole, searchesInFull } from './searches.ts';
import { KEYED_AREAS } from './types.ts';

export interface Found extends Pick<Resolution, 'failures'> {
  /** In the order typed, each once. */
  readonly snapshots: readonly Snapshot[];
  readonly revision: number;
}

export interface FindOptions {
  /** Absent, or compacted away meanwhile: the newest. */
  readonly revision?: number | undefined;
  readonly pace?: Pace;
  /** Whether job keys come with the seconds that their leases have left. */
  readonly leases?: boolean;
}

/** Throws as `resolveNames` does. */
export async function findByName(
  place: Place,
  queries: readonly NameQuery[],
  options: FindOptions = {},
): Promise<Found> {
  return unlessCompacted(async (isFirst) => {
    const { source, revision } = await openFor(place, queries, isFirst ? options.revision : undefined);
    const { refs, failures } = await resolveNames(source, place.prefixes, queries);
    const snapshots = await readByName({ ...place, source }, refs, { ...options, revision: undefined });
    return { snapshots: snapshots.filter(isResource), failures, revision };
  });
}

/** Revisions that are tried; a command takes far less time than usually lies between two compactions. */
const MAX_TRIES = 3;

async function unlessCompacted<T>(work: (isFirst: boolean) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await work(tried === 1);
    } catch (error) {
      if (tried === MAX_TRIES || !(error instanceof CompactedError)) throw error;
    }
  }
}

/** A store with fewer keys than this in each area is known whole, but for its values, after one round trip. */
const FIRST_KEYS = 2000;
/** Resources that are read at once in the hope that their names stand as typed. */
const MAX_WHOLE = 24;

/** The store at its newest revision, with what these names are most likely to need. */
async function openFor(
  place: Place,
  queries: readonly NameQuery[],
  revision: number | undefined,
): Promise<Opened> {
  const { source, prefixes } = place;
  const whole = queries.flatMap(searchesInFull).slice(0, MAX_WHOLE);
  const points = whole.flatMap((ref) =>
    KEYED_AREAS.map((area): RangeRequest => ({ from: rawKeyOf(prefixes, area, ref) })),
  );
  // What is refused first is what a refusal names.
  const beside = [...points, jobsRequest(prefixes)];
  if (!queries.every(looksWhole))
    return withFewer(FIRST_KEYS, (limit) =>
      openAt(revision, source, [...beside, ...beginnings(prefixes, limit)]),
    );
  const opened = await openAt(revision, source, beside);
  const isThere = (one: RangeRequest) => opened.source.known?.(one)?.count !== 0;
  const isAbsent = whole.some(
    (_, i) =>
      !points
        .slice(i * KEYED_AREAS.length)
        .slice(0, KEYED_AREAS.length)
        .some(isThere),
  );
  if (isAbsent) await withFewer(FIRST_KEYS, (limit) => opened.source.read(beginnings(prefixes, limit)));
  return opened;
}

function beginnings(prefixes: Prefixes, limit: number): RangeRequest[] {
  return KEYED_AREAS.map((area) => ({
    from: prefixes[area],
    to: behind(prefixes[area]),
    limit,
    keysOnly: true,
  }));
}
