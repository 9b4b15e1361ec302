/** Which names tell a resource from all others, as shortly as can be: for the commands that screens tell to type next. */
import {
  endOfPrefix,
  pluralType,
  type ResourceRef,
  resourceName,
  STAGES,
  shortName,
} from '../../stages/keys.ts';
import { utf8 } from '../bytes.ts';
import type { Place } from '../read/by-name.ts';
import type { RangeRequest, RangeResult } from '../source.ts';
import { pathsCalled } from './type-names.ts';
import { readRanges } from './view.ts';

/** By full name: the shortest name of those whose short one (`ports/ddc14be4`) fits others, too. */
export type LongNames = ReadonlyMap<string, string>;

/** More keys that begin alike are not told apart one by one. */
const RIVALS_A_RANGE = 10;

/**
 * @param paths the schema paths of the store; undefined where they are not known: then only what lies under a resource's
 *   own one is looked at
 */
export async function longNamesOf(
  place: Place,
  refs: readonly ResourceRef[],
  paths: readonly string[] | undefined,
): Promise<LongNames> {
  const asked = refs
    .filter(({ rawName }) => rawName === undefined)
    .map((ref) => ({ ref, searches: searchesFor(ref, paths) }));
  const requests = asked.flatMap(({ searches }) => searches.flatMap((one) => rangesOf(place, one)));
  const results = (await readRanges(place, requests)).values();
  const names = asked.map(({ ref, searches }) => {
    const rivals = searches.flatMap((one) => STAGES.flatMap(() => rivalsIn(one, ref, results.next().value)));
    return [ref, nameOf(ref, rivals)] as const;
  });
  return new Map(
    names.filter(([ref, name]) => name !== shortName(ref)).map(([ref, name]) => [resourceName(ref), name]),
  );
}

/** What a short name asks for: `begins` under this schema path, or just this ID. */
interface Search {
  readonly schemaPath: string;
  readonly id: string;
  readonly begins: boolean;
}

/** The same ranges that `longNamesOf` reads where no schema paths are known. */
export function rangesBesideOwn(place: Pick<Place, 'prefixes'>, ref: ResourceRef): RangeRequest[] {
  return searchesFor(ref, undefined).flatMap((one) => rangesOf(place, one));
}

function searchesFor(ref: ResourceRef, paths: readonly string[] | undefined): Search[] {
  const id = shortName(ref).slice(pluralType(ref).length + 1);
  const begins = id !== ref.id;
  const called = paths === undefined ? [] : pathsCalled(pluralType(ref), paths);
  const others = called.filter((path) => path !== ref.schemaPath);
  // Of the same path there is no second one with the whole ID.
  return [...(begins ? [ref.schemaPath] : []), ...others].map((schemaPath) => ({ schemaPath, id, begins }));
}

function rangesOf({ prefixes }: Pick<Place, 'prefixes'>, { schemaPath, id, begins }: Search): RangeRequest[] {
  return STAGES.map((stage) => {
    const from = `${prefixes[stage]}${schemaPath}/${id}`;
    return begins
      ? { from, to: endOfPrefix(from), limit: RIVALS_A_RANGE, keysOnly: true }
      : { from, keysOnly: true };
  });
}

interface Rival extends ResourceRef {
  /** There are more that begin like it. */
  readonly more: boolean;
}

function rivalsIn({ schemaPath }: Search, ref: ResourceRef, result: RangeResult | undefined): Rival[] {
  return (result?.keys ?? []).flatMap(({ rawKey }) => {
    const key = utf8(rawKey) ?? '';
    const id = key.slice(key.lastIndexOf('/') + 1);
    if (id === ref.id && schemaPath === ref.schemaPath) return [];
    return [{ schemaPath, id, more: result?.more ?? false }];
  });
}

function nameOf(ref: ResourceRef, rivals: readonly Rival[]): string {
  const short = shortName(ref).slice(pluralType(ref).length + 1);
  const others = rivals.filter(({ id }) => id !== ref.id);
  const lengths = others.map(({ id, more }) => (more ? ref.id.length : commonLength(ref.id, id) + 1));
  const id = ref.id.slice(0, Math.max(short.length, ...lengths));
  const namesakes = rivals.filter((rival) => rival.id === ref.id).map(({ schemaPath }) => schemaPath);
  return `${typeApartFrom(ref, namesakes)}/${id}`;
}

/** The type alone, or as much of the schema path as tells it from those of the namesakes. */
function typeApartFrom(ref: ResourceRef, namesakes: readonly string[]): string {
  if (namesakes.length === 0) return pluralType(ref);
  const steps = ref.schemaPath.split('/');
  const ends = steps.slice(1).map((_, i) => steps.slice(-2 - i).join('/'));
  const isShared = (end: string) => namesakes.some((path) => path === end || path.endsWith(`/${end}`));
  return ends.find((end) => !isShared(end)) ?? ref.schemaPath;
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
