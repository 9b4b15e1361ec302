/**
 * Resources that are still to be created: `/config` and a job tell of them, and no stage yet. The job waits, or its worker
 * died before its first write.
 */
import { jobsNaming, keyOf, pluralType, type ResourceRef, resourceName } from '../../stages/keys.ts';
import { singularFits } from '../../stages/singular.ts';
import type { JobEntry } from '../../stages/snapshot.ts';
import { type JobsById, jobsById } from '../read/assemble.ts';
import { jobsRequest } from '../scan/start.ts';
import { distinct } from './outcome.ts';
import { isId, type Match, search } from './searches.ts';
import type { KeyedArea } from './types.ts';
import { readRanges, type View } from './view.ts';

/** Whether one of these jobs is of the resource's type. */
export function fitsJob(ref: ResourceRef, jobs: readonly JobEntry[]): boolean {
  const plural = pluralType(ref);
  return jobsNaming(ref, jobs).some(({ type }) => singularFits(type, plural));
}

/**
 * Those of the resources that only `/config` has which a job is to create. A job names its resource by the ID alone: of
 * several with that ID it means the one of its type. Where none is of its type, it means the first, unless something with
 * that ID has a stage.
 * @param paths all schema paths of the store; asked for only where the job is of another type
 */
export async function toBeCreated(
  view: View,
  jobs: JobsById,
  refs: readonly ResourceRef[],
  paths: () => Promise<readonly string[]>,
): Promise<ResourceRef[]> {
  const named = refs.filter((ref) => jobsNaming(ref, jobs.get(ref.id) ?? []).length > 0);
  const isOfType = (ref: ResourceRef) => fitsJob(ref, jobs.get(ref.id) ?? []);
  const others = named.filter((ref) => !isOfType(ref) && ref.rawName === undefined);
  if (others.length === 0) return named.filter(isOfType);
  const all = await paths();
  const places = others.map(({ id }) =>
    all.map((schemaPath) => ({ schemaPath, id, prefix: false, lowered: false })),
  );
  const found = await search(view, places);
  const meant = others.filter((ref, i) => {
    const matches = found[i] ?? [];
    const isTaken = matches.some(
      ({ area, refs: there }) => there.length > 0 && (area !== 'config' || there.some(isOfType)),
    );
    const first = matches
      .flatMap(({ refs: there }) => there)
      .map(resourceName)
      .sort()[0];
    return !isTaken && first === resourceName(ref);
  });
  return named.filter((ref) => isOfType(ref) || meant.includes(ref));
}

/** The jobs of a store, by the IDs that they name. */
export async function jobsIn(view: View): Promise<JobsById> {
  const [jobs] = await readRanges(view, [jobsRequest(view.prefixes)]);
  return jobsById(view.prefixes, jobs?.keys ?? []);
}

/** The same matches, as if what is to be created had a stage: it is a resource like any other. */
export async function withCreated(
  view: View,
  lists: readonly Match[][],
  paths: () => Promise<readonly string[]>,
): Promise<Match[][]> {
  const configOnly = lists.flatMap((matches) => {
    const staged = new Set(refsIn(matches, (area) => area !== 'config').map(resourceName));
    return refsIn(matches, (area) => area === 'config').filter((ref) => !staged.has(resourceName(ref)));
  });
  if (configOnly.length === 0) return [...lists];
  const created = new Set(
    (await toBeCreated(view, await jobsIn(view), distinct(configOnly), paths)).map(resourceName),
  );
  return lists.map((matches) =>
    matches.flatMap((match): Match[] => {
      const refs = match.area === 'config' ? match.refs.filter((ref) => created.has(resourceName(ref))) : [];
      return refs.length === 0 ? [match] : [match, { ...match, area: 'state', refs }];
    }),
  );
}

function refsIn(matches: readonly Match[], isOf: (area: KeyedArea) => boolean): ResourceRef[] {
  return matches.filter(({ area }) => isOf(area)).flatMap(({ refs }) => refs);
}

/**
 * Resources of these types that are to be created.
 * @param staged those that have a stage
 */
export async function createdOfTypes(
  view: View,
  types: readonly string[],
  staged: readonly ResourceRef[],
  paths: () => Promise<readonly string[]>,
): Promise<ResourceRef[]> {
  const jobs = await jobsIn(view);
  const known = new Set(staged.map(resourceName));
  const wanted = [...jobs.keys()]
    .filter(isId)
    .flatMap((id) => types.map((schemaPath) => ({ schemaPath, id })))
    .filter((ref) => !known.has(resourceName(ref)));
  const found = await readRanges(
    view,
    wanted.map((ref) => ({ from: keyOf(view.prefixes, 'config', ref), keysOnly: true })),
  );
  const configOnly = wanted.filter((_, i) => (found[i]?.keys.length ?? 0) > 0);
  return toBeCreated(view, jobs, configOnly, paths);
}
