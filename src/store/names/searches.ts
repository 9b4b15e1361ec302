import { type Prefixes, type ResourceRef, resourceName } from '../../stages/keys.ts';
import { behind, utf8 } from '../bytes.ts';
import type { RangeRequest, RangeResult } from '../source.ts';
import { type NameQuery, type Reading, SHORTEST_PREFIX } from './name-query.ts';
import { pathsCalled } from './type-names.ts';
import { KEYED_AREAS, type KeyedArea, type SchemaPaths } from './types.ts';
import { readRanges, type View } from './view.ts';

/** One ID, or a prefix of one, under one schema path. */
export interface Search extends ResourceRef {
  readonly prefix: boolean;
  /** The ID was typed in upper case and is looked for in lower. */
  readonly lowered: boolean;
}

/** What one search found in one area. */
export interface Match {
  readonly search: Search;
  readonly area: KeyedArea;
  readonly refs: readonly ResourceRef[];
  /** Keys of the range that the limit left out. */
  readonly unread: number;
}

/** Refs that a range gives: what is listed of an ambiguous name, and no more than is read for it. */
const MATCHES_A_RANGE = 10;

/** The name as it stands, where it is `<schema path>/<id>`: needs no list of types. Else none. */
export function searchesInFull(query: NameQuery): Search[] {
  return query.readings.flatMap((reading) =>
    reading.kind === 'of' && reading.path ? variants(reading.type, reading.id, false) : [],
  );
}

/** A whole ID, which no longer one begins with. */
const WHOLE_ID = /^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** Whether the name is most likely a resource's as it stands, so that nothing else need be looked for. */
export function looksWhole({ readings }: NameQuery): boolean {
  return readings.every(
    (one) => one.kind === 'of' && one.path && one.type.includes('/') && WHOLE_ID.test(one.id),
  );
}

/** All places where something of this name can be, by the schema paths of the store. */
export function searchesOf(query: NameQuery, paths: readonly string[]): Search[] {
  return query.readings.flatMap((reading) => {
    if (reading.kind === 'all') return [];
    return placesOf(reading, paths).flatMap((path) => variants(path, reading.id, takesPrefix(reading)));
  });
}

/** Prefixes that are too short to be looked for, where the name tells a type: to tell them from what is absent. */
export function searchesTooShort(query: NameQuery, paths: readonly string[]): Search[] {
  return query.readings.flatMap((reading) => {
    if (reading.kind !== 'of' || takesPrefix(reading)) return [];
    return pathsCalled(reading.type, paths).flatMap((path) => variants(path, reading.id, true));
  });
}

/** Carries the searches out in as few round trips as they fit in; a list of matches for each list of searches. */
export async function search(
  view: View,
  lists: readonly (readonly Search[])[],
  paths?: SchemaPaths,
  options: { readonly withValues?: boolean } = {},
): Promise<Match[][]> {
  const places = lists.map((list) =>
    list.flatMap((one) => areasOf(one, paths).map((area) => ({ one, area }))),
  );
  const ranges = places.flat().map(({ one, area }) => rangeOf(one, view.prefixes[area], options));
  const results = (await readRanges(view, ranges)).values();
  return places.map((list) =>
    list.map(({ one, area }) => matchOf(one, area, view.prefixes[area], results.next().value)),
  );
}

/** UUIDs are the same in upper and lower case (RFC 9562, section 4); words such as `default` are not. */
export function lowerId(id: string): string {
  return /^[0-9A-F-]+$/i.test(id) ? id.toLowerCase() : id;
}

/** Whether keys under this schema path can be in the area: its list may leave out what lies under another path. */
export function mayHold(paths: SchemaPaths, area: KeyedArea, path: string): boolean {
  return paths.get(area)?.some((known) => path === known || path.startsWith(`${known}/`)) ?? false;
}

function placesOf(reading: Exclude<Reading, { kind: 'all' }>, paths: readonly string[]): readonly string[] {
  return reading.kind === 'of' ? pathsCalled(reading.type, paths) : paths;
}

function takesPrefix(reading: Exclude<Reading, { kind: 'all' }>): boolean {
  return !(reading.kind === 'id' && reading.exact) && reading.id.length >= SHORTEST_PREFIX;
}

function variants(schemaPath: string, id: string, prefix: boolean): Search[] {
  const lower = lowerId(id);
  const typed = { schemaPath, id, prefix, lowered: false };
  return lower === id ? [typed] : [typed, { schemaPath, id: lower, prefix, lowered: true }];
}

function areasOf(one: Search, paths: SchemaPaths | undefined): readonly KeyedArea[] {
  return paths === undefined
    ? KEYED_AREAS
    : KEYED_AREAS.filter((area) => mayHold(paths, area, one.schemaPath));
}

/** The same for a name that is sought while the types are still being found. */
export function rangesFor(query: NameQuery, paths: readonly string[], prefixes: Prefixes): RangeRequest[] {
  return searchesOf(query, paths).flatMap((one) =>
    KEYED_AREAS.map((area) => rangeOf(one, prefixes[area], { withValues: true })),
  );
}

function rangeOf(
  one: Search,
  prefix: string,
  { withValues = false }: { readonly withValues?: boolean },
): RangeRequest {
  const from = `${prefix}${resourceName(one)}`;
  const what = withValues ? {} : { keysOnly: true };
  return one.prefix ? { from, to: behind(from), limit: MATCHES_A_RANGE, ...what } : { from, ...what };
}

function matchOf(one: Search, area: KeyedArea, prefix: string, result: RangeResult | undefined): Match {
  const begin = `${prefix}${one.schemaPath}/`;
  const refs = (result?.keys ?? []).flatMap(({ rawKey }) => {
    const id = utf8(rawKey)?.slice(begin.length) ?? '';
    return isId(id) ? [{ schemaPath: one.schemaPath, id }] : [];
  });
  return { search: one, area, refs, unread: (result?.count ?? 0) - (result?.keys.length ?? 0) };
}

/** Not so for what isn't UTF-8, and for keys of a schema path further down. */
export function isId(text: string): boolean {
  return text !== '' && !text.includes('/');
}
