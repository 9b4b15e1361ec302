/** Which resources an incremental run has to look at because of jobs, and which of them are resources only by a job. */
import { type ResourceRef, refsNamed, resourceName } from '../../../stages/keys.ts';
import type { JobEntry, Snapshot } from '../../../stages/snapshot.ts';
import { isNotUtf8 } from '../../../store/bytes.ts';
import { fitsJob, toBeCreated } from '../../../store/names/created.ts';
import { allSchemaPaths, listSchemaPaths } from '../../../store/names/types.ts';
import { hasStage, isResource, type JobsById, type Surroundings } from '../../../store/read/assemble.ts';
import { type Place, readByName } from '../../../store/read/by-name.ts';
import type { Pace } from '../../../store/scan/pace.ts';
import { NeedsFullRun } from './settings.ts';

type PacedPlace = Place & { readonly pace: Pace };

/** Those of them that are resources at the revision of their surroundings. */
export async function resourcesOf(
  place: PacedPlace,
  refs: readonly ResourceRef[],
  around: Surroundings,
): Promise<Snapshot[]> {
  const { source, prefixes, pace } = place;
  const found = (await readByName(place, refs, { around, pace })).filter(isResource);
  const configOnly = found.filter((one) => !hasStage(one)).map(({ ref }) => ref);
  if (configOnly.length === 0) return found;
  const view = { source, prefixes, revision: around.revision };
  const created = await toBeCreated(view, around.jobs, configOnly, () => allPaths(place));
  return found.filter((one) => hasStage(one) || created.includes(one.ref));
}

/** Point reads cost some 30 µs each; more of them are no gain over reading everything. */
const MOST_NAMES = 4000;

export interface NamedByJobs {
  readonly names: readonly string[];
  /** IDs that neither a stage nor `/config` has. */
  readonly ofNothing: readonly string[];
}

/**
 * What jobs name now that did not then, or of whose ID a key moved: a job names its resource by ID alone, so each schema
 * path is tried. (What the same jobs named then is looked at again anyway, but for a namesake that has become theirs.)
 * @param moved names of resources
 */
export async function newlyNamedByJobs(
  place: PacedPlace,
  then: JobsById,
  now: Surroundings,
  schemaPaths: ReadonlySet<string>,
  moved: ReadonlySet<string>,
): Promise<NamedByJobs> {
  const movedIds = new Set([...moved].map(idIn));
  const isOther = (id: string) => movedIds.has(id) || namesOf(then, id) !== namesOf(now.jobs, id);
  const ids = [...now.jobs.keys()].filter((id) => id !== '' && !id.includes('/') && isOther(id));
  const found = await withIds(place, ids, schemaPaths, now);
  const missing = ids.filter((id) => !areAllOfType(now.jobs.get(id) ?? [], refsWith(id, found)));
  // The first of a type may be what until now only `/config` knew.
  const others = missing.length === 0 ? [] : (await allPaths(place)).filter((path) => !schemaPaths.has(path));
  const late = await withIds(place, missing, new Set(others), now);
  const names = [...found, ...late];
  return { names, ofNothing: missing.filter((id) => refsWith(id, names).length === 0) };
}

function namesOf(jobs: JobsById, id: string): string {
  return [...new Set((jobs.get(id) ?? []).map(({ job }) => job))].sort().join(' ');
}

function idIn(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function refsWith(id: string, names: readonly string[]): ResourceRef[] {
  return refsNamed(names.filter((name) => idIn(name) === id));
}

/** Whether each of the jobs is of the type of one of these. */
function areAllOfType(jobs: readonly JobEntry[], refs: readonly ResourceRef[]): boolean {
  return jobs.every((job) => refs.some((ref) => fitsJob(ref, [job])));
}

/** Names of what has a stage or a `/config` under one of these paths. */
async function withIds(
  place: PacedPlace,
  ids: readonly string[],
  schemaPaths: ReadonlySet<string>,
  now: Surroundings,
): Promise<string[]> {
  if (ids.length * schemaPaths.size > MOST_NAMES) throw new NeedsFullRun(`${ids.length} resources got a job`);
  if (ids.length > 0 && [...ids, ...schemaPaths].some(isNotUtf8))
    throw new NeedsFullRun('a resource got a job, and a name is not UTF-8');
  const names = ids.flatMap((id) => [...schemaPaths].map((path) => `${path}/${id}`));
  const read = await readByName(place, refsNamed(names), { around: now, pace: place.pace });
  return read.filter(isResource).map(({ ref }) => resourceName(ref));
}

async function allPaths({ source, prefixes }: Place): Promise<readonly string[]> {
  return allSchemaPaths(await listSchemaPaths(source, prefixes));
}
