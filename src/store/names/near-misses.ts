import { type ResourceRef, STAGES } from '../../stages/keys.ts';
import type { NameQuery } from './name-query.ts';
import { distinct } from './outcome.ts';
import { lowerId, type Match, mayHold, type Search, search } from './searches.ts';
import { pathsCalled, pluralsOf, similarTypes } from './type-names.ts';
import { allSchemaPaths, type SchemaPaths } from './types.ts';
import type { View } from './view.ts';

export interface NearMisses {
  readonly refs: readonly ResourceRef[];
  /** Types spelled much like one that was typed and does not exist. */
  readonly types: readonly string[];
}

/** An ID that was mistyped is mostly right at its beginning. */
const STEMS = [8, 4];
const REFS_SHOWN = 5;
/** A name with many `_` can be read in many ways; these are enough for a hint. */
const IDS_TRIED = 3;

/** What may have been meant by a name that nothing has: the same ID in other types, IDs that begin alike, types. */
export async function nearMisses(view: View, paths: SchemaPaths, query: NameQuery): Promise<NearMisses> {
  const all = allSchemaPaths(paths);
  const unknown = query.readings.flatMap((reading) => {
    if (reading.kind === 'id') return reading.exact ? [] : [reading.id];
    return pathsCalled(reading.type, all).length === 0 ? [reading.type] : [];
  });
  const staged = all.filter((path) => STAGES.some((stage) => mayHold(paths, stage, path)));
  const types = [
    ...new Set(unknown.flatMap((type) => [...pluralsOf(pathsCalled(type, all)), ...similarTypes(type, all)])),
  ];
  return { refs: await similarIds(view, paths, idsOf(query, all), staged), types };
}

/** The IDs of the readings whose type exists, else of all. */
function idsOf(query: NameQuery, all: readonly string[]): string[] {
  const readings = query.readings.flatMap((reading) => (reading.kind === 'all' ? [] : [reading]));
  const typed = readings.filter((one) => one.kind === 'of' && pathsCalled(one.type, all).length > 0);
  return (typed.length > 0 ? typed : readings).map(({ id }) => lowerId(id)).slice(0, IDS_TRIED);
}

/** Those that share the longest beginning. */
async function similarIds(view: View, paths: SchemaPaths, ids: readonly string[], staged: readonly string[]) {
  const stems = [...new Set(ids.flatMap((id) => [id, ...STEMS.map((length) => id.slice(0, length))]))];
  stems.sort((a, b) => b.length - a.length);
  const lists = stems.map((id) =>
    staged.map((schemaPath): Search => ({ schemaPath, id, prefix: true, lowered: false })),
  );
  const found = (await search(view, lists, paths)).map(stagedRefs);
  return (found.find((refs) => refs.length > 0) ?? []).slice(0, REFS_SHOWN);
}

function stagedRefs(matches: readonly Match[]): ResourceRef[] {
  return distinct(matches.filter(({ area }) => area !== 'config').flatMap(({ refs }) => refs));
}
