import type { Prefixes } from '../../stages/keys.ts';
import type { NameQuery } from '../names/name-query.ts';
import { pathsNamed } from '../names/type-names.ts';
import { typesInTurn } from '../names/types.ts';
import type { Source } from '../source.ts';
import type { PageReader } from './pages.ts';
import { rangeOf } from './ranges.ts';
import { newScan, type Scan } from './scan.ts';
import { pinNewest } from './start.ts';

export interface ScanOfTypes {
  readonly state: Scan;
  /** The schema paths that a query names all of. */
  readonly pathsOf: (query: NameQuery) => readonly string[];
}

/** In turn: of what a large store has in several areas, etcd goes through each key once. */
async function typesOf(source: Source, prefixes: Prefixes): Promise<readonly string[]> {
  let all: readonly string[] = [];
  for await (const { paths } of typesInTurn(source, prefixes)) all = paths;
  return all;
}

/** A scan of whole types: the same as that of everything, of the ranges that hold them. */
export async function openScanOfTypes(
  reader: Omit<PageReader, 'found'>,
  queries: readonly NameQuery[],
): Promise<ScanOfTypes> {
  const { source, prefixes } = reader;
  const [all, pinned] = await Promise.all([typesOf(source, prefixes), pinNewest(source, prefixes)]);
  const pathsOf = ({ readings }: NameQuery) =>
    readings.flatMap((reading) => (reading.kind === 'all' ? pathsNamed(reading.type, all) : []));
  const wanted = [...new Set(queries.flatMap(pathsOf))].sort();
  // A type's range holds those that lie under it.
  const ranges = wanted.filter((path) => !wanted.some((other) => path.startsWith(`${other}/`))).map(rangeOf);
  return { state: newScan(reader, pinned, ranges), pathsOf };
}
