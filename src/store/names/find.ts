/** Resources by what was typed: looked up and read at one revision, in as few round trips as that takes. */
import { type Prefixes, type ResourceRef, rawKeyOf, refOfKey } from '../../stages/keys.ts';
import type { Snapshot } from '../../stages/snapshot.ts';
import { behind } from '../bytes.ts';
import { CompactedError } from '../errors.ts';
import { isResource } from '../read/assemble.ts';
import { type Place, readByName } from '../read/by-name.ts';
import { withFewer } from '../read/in-parts.ts';
import { type Opened, openAt } from '../read/known.ts';
import type { Pace } from '../scan/pace.ts';
import { jobsRequest } from '../scan/start.ts';
import { MAX_OPERATIONS, type RangeRequest } from '../source.ts';
import { type LongNames, longNamesOf, rangesBesideOwn } from './long-names.ts';
import { type Resolution, resolveNames } from './lookup.ts';
import type { NameQuery } from './name-query.ts';
import { looksWhole, searchesInFull } from './searches.ts';
import { allSchemaPaths, KEYED_AREAS, type KeyedArea, listSchemaPaths } from './types.ts';

export interface Found extends Pick<Resolution, 'failures'> {
  /** In the order typed, each once. */
  readonly snapshots: readonly Snapshot[];
  readonly revision: number;
  /** Empty unless it was asked for. */
  readonly longNames: LongNames;
}

export interface FindOptions {
  /** Absent, or compacted away meanwhile: the newest. */
  readonly revision?: number | undefined;
  readonly pace?: Pace;
  /** Whether job keys come with the seconds that their leases have left. */
  readonly leases?: boolean;
  /** Whether it is to be known what must be typed to mean no other resource. */
  readonly longNames?: boolean;
}

/** Throws as `resolveNames` does. */
export async function findByName(
  place: Place,
  queries: readonly NameQuery[],
  options: FindOptions = {},
): Promise<Found> {
  return unlessCompacted(async (isFirst) => {
    const { source, revision } = await openFor(place, queries, {
      ...options,
      revision: isFirst ? options.revision : undefined,
    });
    const opened = { ...place, source };
    const { refs, failures, paths } = await resolveNames(source, place.prefixes, queries);
    const [snapshots, longNames] = await Promise.all([
      readByName(opened, refs, { ...options, revision: undefined }),
      options.longNames
        ? longNamesOf(opened, refs, paths ?? pathsOfSmall(opened))
        : new Map<string, string>(),
    ]);
    return { snapshots: snapshots.filter(isResource), failures, revision, longNames };
  });
}

/** The schema paths in state, which has nearly all; undefined where finding them would take a read. */
function pathsOfSmall({ source, prefixes }: Place): readonly string[] | undefined {
  const range = source.known?.(beginning(prefixes, 'state', FIRST_KEYS));
  if (range === undefined || range.more) return undefined;
  const refs = range.keys.flatMap((key) => refOfKey(prefixes, 'state', key) ?? []);
  return [...new Set(refs.map(({ schemaPath }) => schemaPath))];
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
/** Of a store with fewer keys of state the types are known beside a resource that is named in full. */
const FEW_KEYS = 500;
/** Resources that are read at once in the hope that their names stand as typed. */
const MAX_WHOLE = 24;

/** The store at its newest revision, with what these names are most likely to need. */
async function openFor(
  place: Place,
  queries: readonly NameQuery[],
  { revision, longNames = false }: Pick<FindOptions, 'revision' | 'longNames'>,
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
  const rivals = longNames
    ? [beginning(prefixes, 'state', FEW_KEYS), ...whole.flatMap((ref) => rangesBesideOwn(place, ref))]
    : [];
  const opened = await openAt(revision, source, [
    ...beside,
    ...rivals.slice(0, MAX_OPERATIONS - beside.length),
  ]);
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
  return KEYED_AREAS.map((area) => beginning(prefixes, area, limit));
}

function beginning(prefixes: Prefixes, area: KeyedArea, limit: number): RangeRequest {
  return { from: prefixes[area], to: behind(prefixes[area]), limit, keysOnly: true };
}

/** What must be typed to mean these resources and no others, at the newest revision; a small store is read once. */
export async function longNamesNow(place: Place, refs: readonly ResourceRef[]): Promise<LongNames> {
  if (refs.length === 0) return new Map();
  const { source } = await withFewer(FIRST_KEYS, (limit) =>
    openAt(undefined, place.source, beginnings(place.prefixes, limit)),
  );
  const paths = allSchemaPaths(await listSchemaPaths(source, place.prefixes));
  return longNamesOf({ ...place, source }, refs, paths);
}
