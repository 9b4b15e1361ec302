import { endOfPrefix, keyOf, type Prefixes, type ResourceRef } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { assemble, jobsById, type KeysByArea, type Surroundings } from './assemble.ts';
import { isEmpty } from './empty.ts';
import type { RangeRequest, RangeResult, Source } from './source.ts';

const AREAS = ['heat_stacks', 'job_state', 'state', 'config'] as const;
/** etcd takes 128 operations a transaction; one is for the jobs. */
const RESOURCES_A_READ = Math.floor((128 - 1) / AREAS.length);

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
  const snapshots: Snapshot[] = [];
  let pinned = revision;
  for (let at = 0; at < refs.length; at += RESOURCES_A_READ) {
    const some = await readSome(source, prefixes, refs.slice(at, at + RESOURCES_A_READ), pinned);
    pinned ??= some[0]?.revision;
    snapshots.push(...some);
  }
  return snapshots;
}

async function readSome(
  source: Source,
  prefixes: Prefixes,
  refs: readonly ResourceRef[],
  pinned: number | undefined,
): Promise<Snapshot[]> {
  const at = pinned === undefined ? {} : { revision: pinned };
  const documents = refs.flatMap((ref) =>
    AREAS.map((area): RangeRequest => ({ from: keyOf(prefixes, area, ref), ...at })),
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
  return { ref, stages: {}, jobs: jobs.get(ref.id) ?? [], revision, configEmpty };
}
