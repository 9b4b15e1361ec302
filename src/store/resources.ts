import { endOfPrefix, keyOf, type Prefixes, type ResourceRef } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { assemble, jobsById } from './assemble.ts';
import type { RangeRequest, Source } from './source.ts';

const AREAS = ['heat_stacks', 'job_state', 'state', 'config'] as const;
/** etcd takes 128 operations a transaction; two are for the jobs and for whether `/config` is empty. */
const RESOURCES_A_READ = Math.floor((128 - 2) / AREAS.length);

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
  const read = await source.read([
    { from: prefixes.jobs, to: endOfPrefix(prefixes.jobs), keysOnly: true, ...at },
    { from: prefixes.config, to: endOfPrefix(prefixes.config), keysOnly: true, limit: 1, ...at },
    ...documents,
  ]);
  const [jobs, anyConfig, ...values] = read.ranges;
  const around = {
    jobs: jobsById(prefixes, jobs?.keys ?? []),
    configEmpty: anyConfig?.keys.length === 0,
    revision: pinned ?? read.revision,
  };
  return refs.map((ref, i) => {
    const [heat, job, state, config] = values.slice(i * AREAS.length).map((range) => range.keys);
    const keys = { heat_stacks: heat ?? [], job_state: job ?? [], state: state ?? [], config: config ?? [] };
    const [found] = assemble(prefixes, keys, around);
    return (
      found ?? {
        ref,
        stages: {},
        jobs: around.jobs.get(ref.id) ?? [],
        revision: around.revision,
        configEmpty: around.configEmpty,
      }
    );
  });
}
