import { UsageError } from '../errors.ts';
import { type Area, DEFAULT_PREFIXES, type Prefixes } from '../stages/keys.ts';

const AREAS = Object.keys(DEFAULT_PREFIXES) as Area[];

function parse(text: string): [Area, string] {
  const [, name, path = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  const area = AREAS.find((known) => known === name);
  if (area === undefined || path === '' || path === '/') {
    throw new UsageError(`--prefix ${JSON.stringify(text)} is not AREA=/PATH/`, {
      hint: `areas are ${AREAS.join(', ')}, for example --prefix state=/foo/state/`,
    });
  }
  return [area, path.endsWith('/') ? path : `${path}/`];
}

function refuseOverlap(prefixes: Prefixes): void {
  for (const area of AREAS) {
    const other = AREAS.find((two) => two !== area && prefixes[area].startsWith(prefixes[two]));
    if (other === undefined) continue;
    const pair = `${area} ${prefixes[area]} and ${other} ${prefixes[other]}`;
    throw new UsageError(`the prefixes overlap: ${pair}`, {
      hint: 'change one of them with --prefix AREA=/PATH/',
    });
  }
}

/**
 * The default prefixes with those given as `area=/path/` put in; a missing `/` at the end is added. Throws
 * `UsageError` for unknown areas, empty paths, one area given twice, and prefixes of which one begins another.
 */
export function resolvePrefixes(given: readonly string[]): Prefixes {
  const parsed = given.map(parse);
  const twice = parsed.find(([area], at) => parsed.findIndex(([name]) => name === area) !== at);
  if (twice !== undefined) throw new UsageError(`--prefix is given twice for ${twice[0]}`);
  const prefixes = { ...DEFAULT_PREFIXES, ...Object.fromEntries(parsed) };
  refuseOverlap(prefixes);
  return prefixes;
}
