import { UsageError } from '../errors.ts';
import { type Area, DEFAULT_PREFIXES, type Prefixes } from '../stages/keys.ts';

export const AREAS = Object.keys(DEFAULT_PREFIXES) as Area[];

/** Some areas' prefixes, each ending with `/`. */
export type SomePrefixes = Readonly<Partial<Record<Area, string>>>;

/** A missing `/` at the end is added; undefined where it would be all of etcd. */
export function prefixOf(path: string): string | undefined {
  if (path === '' || path === '/') return undefined;
  return path.endsWith('/') ? path : `${path}/`;
}

function parse(text: string): [Area, string] {
  const [, name, path = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  const area = AREAS.find((known) => known === name);
  const prefix = prefixOf(path);
  if (area !== undefined && prefix !== undefined) return [area, prefix];
  throw new UsageError(`--prefix ${JSON.stringify(text)} is not AREA=/PATH/`, {
    hint: `areas are ${AREAS.join(', ')}, for example --prefix state=/foo/state/`,
  });
}

/** Those given as `area=/path/`. Throws `UsageError` for unknown areas, empty paths, and one area given twice. */
export function parsePrefixes(given: readonly string[]): SomePrefixes {
  const parsed = given.map(parse);
  const twice = parsed.find(([area], at) => parsed.findIndex(([name]) => name === area) !== at);
  if (twice !== undefined) throw new UsageError(`--prefix is given twice for ${twice[0]}`);
  return Object.fromEntries(parsed);
}

/**
 * The default prefixes with the others put in, the first of which win. Throws `UsageError` where one begins another.
 *
 * @param where said before the error
 */
export function mergePrefixes(layers: readonly SomePrefixes[], where = ''): Prefixes {
  const prefixes = { ...DEFAULT_PREFIXES, ...Object.assign({}, ...layers.toReversed()) } as Prefixes;
  for (const area of AREAS) {
    const other = AREAS.find((two) => two !== area && prefixes[area].startsWith(prefixes[two]));
    if (other === undefined) continue;
    const pair = `${area} ${prefixes[area]} and ${other} ${prefixes[other]}`;
    throw new UsageError(`${where}the prefixes overlap: ${pair}`, {
      hint: 'change one of them with --prefix AREA=/PATH/',
    });
  }
  return prefixes;
}
