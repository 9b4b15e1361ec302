import { refsNamed, resourceName } from '../../../stages/keys.ts';
import { isLossy } from '../../../store/bytes.ts';
import type { JobsById, Surroundings } from '../../../store/read/assemble.ts';
import { hasStage } from '../../../store/read/assemble.ts';
import { type Place, readByName } from '../../../store/read/by-name.ts';
import type { Pace } from '../../../store/scan/pace.ts';
import { NeedsFullRun } from './needs-full-run.ts';

/** Point reads cost some 30 µs each; more of them are no gain over reading everything. */
const MOST_NAMES = 4000;

/**
 * Resources that jobs name now and did not then: a job names its resource by ID alone, so each schema path is tried.
 * (What jobs named then was in flight or broken, and is looked at again anyway.)
 */
export async function newlyNamedByJobs(
  place: Place & { readonly pace: Pace },
  then: JobsById,
  now: Surroundings,
  schemaPaths: ReadonlySet<string>,
): Promise<string[]> {
  const ids = [...now.jobs.keys()].filter((id) => id !== '' && !id.includes('/') && !then.has(id));
  if (ids.length * schemaPaths.size > MOST_NAMES) throw new NeedsFullRun(`${ids.length} resources got a job`);
  if (ids.length > 0 && [...ids, ...schemaPaths].some(isLossy))
    throw new NeedsFullRun('a resource got a job, and a name is not UTF-8');
  const names = ids.flatMap((id) => [...schemaPaths].map((path) => `${path}/${id}`));
  const read = await readByName(place, refsNamed(names), { around: now, pace: place.pace });
  return read.filter(hasStage).map(({ ref }) => resourceName(ref));
}
