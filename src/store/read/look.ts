/** Resources by name, whole, at a revision. */
import {
  type Prefixes,
  type ResourceRef,
  rawKeyOf,
  refOfName,
  resourceName,
  STAGES,
} from '../../stages/keys.ts';
import type { Snapshot } from '../../stages/snapshot.ts';
import { KEYED_AREAS } from '../names/types.ts';
import type { Pace } from '../scan/pace.ts';
import type { RangeRequest, RangeResult, Source, StoredKey } from '../source.ts';
import { assemble, hasStage, type Surroundings } from './assemble.ts';
import { inParts } from './in-parts.ts';

export interface Place {
  readonly source: Source;
  readonly prefixes: Prefixes;
  readonly pace: Pace;
}

/** etcd takes 128 operations a transaction. */
const OPERATIONS = 128;

/** Those of them that have a stage at the revision of their surroundings. */
export async function lookAt(
  place: Place,
  refs: readonly ResourceRef[],
  around: Surroundings,
): Promise<Snapshot[]> {
  const chunks = chunksOf(refs, OPERATIONS / KEYED_AREAS.length);
  const found = await Promise.all(chunks.map((some) => lookAtSome(place, some, around)));
  return found.flat();
}

/** Those names that have any stage at the revision, by their keys alone. */
export async function existing(place: Place, names: Iterable<string>, revision: number): Promise<string[]> {
  const chunks = chunksOf(refsNamed(names), Math.floor(OPERATIONS / STAGES.length));
  const found = await Promise.all(
    chunks.map(async (refs) => {
      const requests = refs.flatMap((ref) =>
        STAGES.map(
          (stage): RangeRequest => ({ from: rawKeyOf(place.prefixes, stage, ref), keysOnly: true, revision }),
        ),
      );
      const ranges = await read(place, requests);
      const there = (i: number) => STAGES.some((_, at) => (ranges[i * STAGES.length + at]?.count ?? 0) > 0);
      return refs.filter((_, i) => there(i)).map(resourceName);
    }),
  );
  return found.flat();
}

/** The resources that these are the names of; what is no name is left out. */
export function refsNamed(names: Iterable<string>): ResourceRef[] {
  return [...names].flatMap((name) => refOfName(name) ?? []);
}

function chunksOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

async function lookAtSome(
  place: Place,
  refs: readonly ResourceRef[],
  around: Surroundings,
): Promise<Snapshot[]> {
  const { revision } = around;
  return inParts(refs, refs.length, async (some) => {
    const ranges = await read(
      place,
      KEYED_AREAS.flatMap((area) =>
        some.map((ref) => ({ from: rawKeyOf(place.prefixes, area, ref), revision })),
      ),
    );
    const keys = KEYED_AREAS.map((area, i) => [
      area,
      keysOf(ranges.slice(i * some.length, (i + 1) * some.length)),
    ]);
    return assemble(place.prefixes, Object.fromEntries(keys), around).filter(hasStage);
  });
}

function keysOf(ranges: readonly RangeResult[]): StoredKey[] {
  return ranges.flatMap(({ keys }) => keys);
}

function read({ source, pace }: Place, requests: readonly RangeRequest[]): Promise<readonly RangeResult[]> {
  return pace.paced(async () => {
    const { ranges } = await source.read(requests);
    const bytes = keysOf(ranges).reduce((sum, { value }) => sum + value.length, 0);
    return { result: ranges, bytes };
  });
}
