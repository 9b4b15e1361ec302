import { endOfPrefix, jobsNaming, type Prefixes, type ResourceRef, rawKeyOf } from '../../stages/keys.ts';
import type { Snapshot } from '../../stages/snapshot.ts';
import { MOST_OPERATIONS, type RangeRequest, type RangeResult, type Source } from '../source.ts';
import { assemble, jobsById, type KeysByArea, type Surroundings } from './assemble.ts';
import { isEmpty } from './empty.ts';
import { inParts } from './in-parts.ts';

const AREAS = ['heat_stacks', 'job_state', 'state', 'config'] as const;
/** Of one read, beside the jobs. */
export const RESOURCES_A_READ = Math.floor((MOST_OPERATIONS - 1) / AREAS.length);

/**
 * Reads resources whole, all at one revision: the given one, else the newest. A resource without any key comes back
 * with no stages. In the order asked for.
 */
export async function readResources(
  source: Source,
  prefixes: Prefixes,
  refs: readonly ResourceRef[],
  revision?: number,
): Promise<Snapshot[]> {
  let pinned = revision;
  return inParts(refs, RESOURCES_A_READ, async (some) => {
    const read = await readSome(source, prefixes, some, pinned);
    pinned ??= read[0]?.revision;
    return read;
  });
}

async function readSome(
  source: Source,
  prefixes: Prefixes,
  refs: readonly ResourceRef[],
  pinned: number | undefined,
): Promise<Snapshot[]> {
  const at = pinned === undefined ? {} : { revision: pinned };
  const documents = refs.flatMap((ref) =>
    AREAS.map((area): RangeRequest => ({ from: rawKeyOf(prefixes, area, ref), ...at })),
  );
  const jobsBelow = { from: prefixes.jobs, to: endOfPrefix(prefixes.jobs), keysOnly: true, ...at };
  const read = await source.read([jobsBelow, ...documents]);
  const [jobs, ...values] = read.ranges;
  const revision = pinned ?? read.revision;
  const found = refs.map((_, i) => keysByArea(values.slice(i * AREAS.length)));
  const around = {
    jobs: jobsById(prefixes, jobs?.keys ?? []),
    configEmpty:
      found.every(({ config }) => config.length === 0) && (await isEmpty(source, prefixes.config, revision)),
    revision,
  };
  return refs.map((ref, i) => assemble(prefixes, found[i] ?? {}, around)[0] ?? absent(ref, around));
}

function keysByArea(ranges: readonly RangeResult[]): Required<KeysByArea> {
  const [heat, job, state, config] = ranges.map(({ keys }) => keys);
  return { heat_stacks: heat ?? [], job_state: job ?? [], state: state ?? [], config: config ?? [] };
}

/** A resource of which nothing is there. */
export function absent(ref: ResourceRef, { jobs, revision, configEmpty }: Surroundings): Snapshot {
  return { ref, stages: {}, jobs: jobsNaming(ref, jobs.get(ref.id) ?? []), revision, configEmpty };
}
