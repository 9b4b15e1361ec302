import { isLossy } from '../../../store/bytes.ts';
import type { JobsById, Surroundings } from '../../../store/read/assemble.ts';
import { existing, type Place } from '../../../store/read/look.ts';
import { NeedsFullRun } from './needs-full-run.ts';

/** Point reads cost some 30 µs each; more of them are no gain over reading everything. */
const MOST_NAMES = 4000;

/**
 * Resources that jobs name now and did not then: a job names its resource by ID alone, so each schema path is tried.
 * (What jobs named then was in flight or broken, and is looked at again anyway.)
 */
export async function newlyNamedByJobs(
  place: Place,
  then: JobsById,
  now: Surroundings,
  schemaPaths: ReadonlySet<string>,
): Promise<string[]> {
  const ids = [...now.jobs.keys()].filter((id) => id !== '' && !id.includes('/') && !then.has(id));
  if (ids.length * schemaPaths.size > MOST_NAMES) throw new NeedsFullRun(`${ids.length} resources got a job`);
  if (ids.length > 0 && [...ids, ...schemaPaths].some(isLossy))
    throw new NeedsFullRun('a resource got a job, and a name is not UTF-8');
  const names = ids.flatMap((id) => [...schemaPaths].map((path) => `${path}/${id}`));
  return existing(place, names, now.revision);
}
