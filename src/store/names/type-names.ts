/** How a type may be called: by its schema path, the end of that (`ports`), or its singular (`port`). */
import { editDistance } from '../../spelling.ts';
import { pluralType, type ResourceRef } from '../../stages/keys.ts';
import { isRegularPlural, singularFits } from '../../stages/singular.ts';
import type { NameQuery } from './name-query.ts';

/** The schema paths that this name fits; an irregular plural counts only where nothing fits it better. */
export function pathsCalled(type: string, paths: readonly string[]): readonly string[] {
  const plain = plainlyCalled(type, paths);
  return plain.length > 0 ? plain : paths.filter((path) => endsWithSingular(path, type, singularFits));
}

/** As `pathsCalled`, for all of a type at once: a whole path wins, and nothing is guessed. */
export function pathsNamed(type: string, paths: readonly string[]): readonly string[] {
  return paths.includes(type) ? [type] : plainlyCalled(type, paths);
}

/** The types, in the plural, that a word names by itself. */
export function typesOfWord(word: string, paths: readonly string[]): string[] {
  return pluralsOf(plainlyCalled(word, paths));
}

export function pluralsOf(paths: readonly string[]): string[] {
  return [...new Set(paths.map((schemaPath) => pluralType({ schemaPath })))];
}

/** Whether a resource that a name fits is the one that it fits best: under just this schema path, or of a job's type. */
export function fitsBest({ readings }: NameQuery): (ref: ResourceRef) => boolean {
  return (ref) =>
    readings.some((reading) =>
      reading.kind === 'id'
        ? reading.jobType !== undefined && singularFits(reading.jobType, pluralType(ref))
        : reading.type === ref.schemaPath,
    );
}

/** Types spelled much like this one. */
export function similarTypes(type: string, paths: readonly string[]): string[] {
  const word = pluralType({ schemaPath: type });
  const near = paths.map((schemaPath) => pluralType({ schemaPath })).filter((plural) => isNear(word, plural));
  return [...new Set(near)];
}

function plainlyCalled(type: string, paths: readonly string[]): readonly string[] {
  return paths.filter(
    (path) => path === type || path.endsWith(`/${type}`) || endsWithSingular(path, type, isRegularPlural),
  );
}

function endsWithSingular(path: string, type: string, fits: (one: string, many: string) => boolean): boolean {
  const parents = type.slice(0, type.lastIndexOf('/') + 1);
  const pathParents = path.slice(0, path.lastIndexOf('/') + 1);
  if (parents !== pathParents && !pathParents.endsWith(`/${parents}`) && parents !== '') return false;
  return fits(pluralType({ schemaPath: type }), pluralType({ schemaPath: path }));
}

/** At most two letters wrong, missing or too many, and fewer than half of them; the plural's `s` may be missing. */
function isNear(word: string, plural: string): boolean {
  const distance = Math.min(editDistance(word, plural), editDistance(`${word}s`, plural));
  return distance <= 2 && distance * 2 < word.length;
}
