import { type Area, type Prefixes, STAGES } from '../stages/keys.ts';
import type { Source, StoredKey } from './source.ts';
import { pathOf, rest, startOf, stepOf, type Walk } from './type-walk.ts';
import { readRanges, type View } from './view.ts';

/** The areas whose keys are `<prefix><schema path>/<id>`. */
export type KeyedArea = Exclude<Area, 'jobs'>;
export const KEYED_AREAS: readonly KeyedArea[] = [...STAGES, 'config'];

/** The schema paths found in each area, in byte order of `<schema path>/`, as their keys lie in the store. */
export type SchemaPaths = ReadonlyMap<KeyedArea, readonly string[]>;

interface AreaWalk extends Walk {
  readonly area: KeyedArea;
}

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
): Promise<SchemaPaths> {
  const view: View = revision === undefined ? { source, prefixes } : { source, prefixes, revision };
  const found = new Map(KEYED_AREAS.map((area) => [area, new Set<string>()]));
  let open = KEYED_AREAS.map((area): AreaWalk => ({ ...startOf(prefixes[area]), area }));
  while (open.length > 0) {
    const results = await readRanges(view, open.map(stepOf));
    for (const [i, walk] of open.entries()) note(walk, results[i]?.keys ?? [], found);
    const parents = parentsOf(found);
    open = open.flatMap((walk, i) =>
      rest(walk, results[i], parents).map((left) => ({ ...left, area: walk.area })),
    );
  }
  return new Map([...found].map(([area, paths]) => [area, [...paths].sort(inKeyOrder)]));
}

/** The schema paths of all areas, each once. */
export function allSchemaPaths(paths: SchemaPaths): readonly string[] {
  return [...new Set([...paths.values()].flat())].sort(inKeyOrder);
}

function inKeyOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(`${a}/`), Buffer.from(`${b}/`));
}

function note(walk: AreaWalk, keys: readonly StoredKey[], found: ReadonlyMap<KeyedArea, Set<string>>): void {
  for (const { rawKey } of keys) {
    const path = pathOf(walk, rawKey);
    if (path !== undefined && path !== '') found.get(walk.area)?.add(path);
  }
}

/** All that schema paths lie under. */
function parentsOf(found: ReadonlyMap<KeyedArea, ReadonlySet<string>>): ReadonlySet<string> {
  const parents = new Set<string>();
  for (const path of [...found.values()].flatMap((paths) => [...paths])) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      parents.add(path.slice(0, at));
    }
  }
  return parents;
}
