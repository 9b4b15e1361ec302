import { NameError } from '../../errors.ts';
import { type Area, type Prefixes, STAGES } from '../../stages/keys.ts';
import type { RangeRequest, Source, StoredKey } from '../source.ts';
import { pathsCalled, similarTypes } from './type-names.ts';
import { pathOf, rest, startOf, stepOf, type Walk, without } from './type-walk.ts';
import { readRanges, type View } from './view.ts';

/** The areas whose keys are `<prefix><schema path>/<id>`. */
export type KeyedArea = Exclude<Area, 'jobs'>;
export const KEYED_AREAS: readonly KeyedArea[] = [...STAGES, 'config'];

/** The schema paths found in each area, in byte order of `<schema path>/`, as their keys lie in the store. */
export type SchemaPaths = ReadonlyMap<KeyedArea, readonly string[]>;

interface AreaWalk extends Walk {
  readonly area: KeyedArea;
}

/** What is read in the same round trip as the next types, given those that were found since the last one. */
export type Beside = (paths: readonly string[]) => readonly RangeRequest[];

/**
 * The schema paths in the store, found by skipping: `<prefix><schema path>0` is the first key behind
 * `<prefix><schema path>/`. etcd counts the rest of a range for each key asked of it, so once the first type tells where
 * types lie, what is behind it is cut at each letter and all parts are asked at once: a handful of round trips, however
 * many keys and types there are. Paths that are not UTF-8 are left out: nobody can type them. Throws `StoreError`.
 *
 * One thing can be missed: a schema path that lies under another one with many keys of its own.
 */
export async function listSchemaPaths(
  source: Source,
  prefixes: Prefixes,
  revision?: number,
  beside: Beside = () => [],
): Promise<SchemaPaths> {
  const view: View = revision === undefined ? { source, prefixes } : { source, prefixes, revision };
  const { found } = await walkThrough(
    view,
    KEYED_AREAS.map((area) => ({ ...startOf(prefixes[area]), area })),
    { beside },
  );
  return new Map([...found].map(([area, paths]) => [area, [...paths].sort(inKeyOrder)]));
}

/** What most large types have is looked through first. */
const AREAS_IN_TURN: readonly (readonly KeyedArea[])[] = [
  ['heat_stacks'],
  ['state'],
  ['job_state', 'config'],
];

/** What a store holds, at a first look. */
export interface Types {
  /** The schema paths of all areas, each once. */
  readonly paths: readonly string[];
  /** About how many resources there are. */
  readonly resources: number;
}

/**
 * The schema paths of all areas, as they are found: each time all so far. Large types are mostly in several areas, so in
 * the later ones their keys are left out: that takes more round trips, but etcd counts few keys twice.
 */
export async function* typesInTurn(source: Source, prefixes: Prefixes): AsyncGenerator<Types> {
  const view: View = { source, prefixes };
  const all = new Map<KeyedArea, readonly string[]>();
  const large = new Set<string>();
  let resources = 0;
  for (const areas of AREAS_IN_TURN) {
    const parents = parentsOf(all.values());
    const known = [...large].filter((path) => !parents.has(path)).sort(inKeyOrder);
    const walks = areas.flatMap((area) =>
      without(startOf(prefixes[area]), known).map((walk): AreaWalk => ({ ...walk, area })),
    );
    const { found, keys } = await walkThrough(view, walks, { large });
    for (const [area, paths] of found) all.set(area, [...paths]);
    resources += keys;
    yield { paths: allSchemaPaths(all), resources };
  }
}

/**
 * Gives the paths, and how many keys lie in the walks.
 * @param large is given the paths whose keys are too many for one step
 */
async function walkThrough(
  view: View,
  walks: readonly AreaWalk[],
  { large = new Set<string>(), beside = () => [] }: { large?: Set<string>; beside?: Beside },
): Promise<{ found: Map<KeyedArea, Set<string>>; keys: number }> {
  const search: TypeSearch = {
    view,
    found: new Map(walks.map(({ area }) => [area, new Set<string>()])),
    large,
    beside,
    sought: new Set(),
  };
  let open = walks;
  let keys: number | undefined;
  while (open.length > 0) {
    // What is known costs no round trip: it comes first.
    const known = open.filter((walk) => view.source.known?.(stepOf(walk)) !== undefined);
    const turn = known.length > 0 ? known : open;
    const { left, count } = await takeStep(search, turn, known.length > 0 ? [] : toSeek(search));
    keys ??= count;
    open = known.length > 0 ? [...open.filter((walk) => !known.includes(walk)), ...left] : left;
  }
  return { found: search.found, keys: keys ?? 0 };
}

interface TypeSearch {
  readonly view: View;
  readonly found: Map<KeyedArea, Set<string>>;
  readonly large: Set<string>;
  readonly beside: Beside;
  /** Paths that `beside` was given. */
  readonly sought: Set<string>;
}

function toSeek({ found, sought, beside }: TypeSearch): readonly RangeRequest[] {
  const fresh = [...new Set([...found.values()].flatMap((paths) => [...paths]))].filter(
    (path) => !sought.has(path),
  );
  for (const path of fresh) sought.add(path);
  return beside(fresh);
}

/** The next keys of each walk; gives what is left of them, and how many keys lay in them. */
async function takeStep(
  { view, found, large }: TypeSearch,
  walks: readonly AreaWalk[],
  also: readonly RangeRequest[],
): Promise<{ left: AreaWalk[]; count: number }> {
  const results = await readRanges(view, [...walks.map(stepOf), ...also]);
  for (const [i, walk] of walks.entries()) {
    const paths = pathsOf(walk, results[i]?.keys ?? []);
    for (const path of paths) found.get(walk.area)?.add(path);
    if (results[i]?.more) addOnly(paths, large);
  }
  const parents = parentsOf(found.values());
  const left = walks.flatMap((walk, i) =>
    rest(walk, results[i], parents).map((part) => ({ ...part, area: walk.area })),
  );
  return { left, count: results.slice(0, walks.length).reduce((sum, { count }) => sum + count, 0) };
}

function addOnly([path, ...others]: readonly string[], large: Set<string>): void {
  if (path !== undefined && others.length === 0) large.add(path);
}

/** The schema paths of all areas, each once. */
export function allSchemaPaths(paths: SchemaPaths): readonly string[] {
  return [...new Set([...paths.values()].flat())].sort(inKeyOrder);
}

function inKeyOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(`${a}/`), Buffer.from(`${b}/`));
}

function pathsOf(walk: AreaWalk, keys: readonly StoredKey[]): string[] {
  // No path, or an empty one, is no schema path.
  return [...new Set(keys.flatMap(({ rawKey }) => pathOf(walk, rawKey) || []))];
}

/** All that schema paths lie under. */
function parentsOf(found: Iterable<Iterable<string>>): ReadonlySet<string> {
  const parents = new Set<string>();
  for (const paths of found) for (const path of paths) addParents(path, parents);
  return parents;
}

function addParents(path: string, parents: Set<string>): void {
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
    parents.add(path.slice(0, at));
}

/** A mistyped type must not read as "nothing of that type is broken". Throws `NameError` for the first that fits none. */
export async function refuseUnknownTypes(
  { source, prefixes }: { readonly source: Source; readonly prefixes: Prefixes },
  types: readonly string[],
): Promise<void> {
  if (types.length === 0) return;
  const paths = allSchemaPaths(await listSchemaPaths(source, prefixes));
  const unknown = types.find((type) => pathsCalled(type, paths).length === 0);
  // Where nothing at all is found, that is the trouble.
  if (unknown === undefined || paths.length === 0) return;
  const near = similarTypes(unknown, paths);
  const hint = near.length === 0 ? 'types are found in etcd' : `did you mean the type ${near.join(' or ')}?`;
  throw new NameError(`no resource of type "${unknown}"`, { hint });
}
