import {
  type Area,
  identityOf,
  jobsNaming,
  type Prefixes,
  parseStoredJobKey,
  type ResourceRef,
  refOfKey,
  type Stage,
} from '../../stages/keys.ts';
import type { Entry, JobEntry, Snapshot } from '../../stages/snapshot.ts';
import type { StoredKey } from '../source.ts';

/** Job entries by the text of the ID that they name: a job names a resource by its ID alone. */
export type JobsById = ReadonlyMap<string, readonly JobEntry[]>;

/** Groups the keys under the jobs' prefix; keys that are no job's are left out. */
export function jobsById(prefixes: Prefixes, keys: readonly StoredKey[]): JobsById {
  const jobs = new Map<string, JobEntry[]>();
  for (const stored of keys) {
    const { key, modRevision, createRevision, leaseId } = stored;
    const name = parseStoredJobKey(prefixes, stored);
    if (name === undefined) continue;
    const entry = { ...name, key, modRevision, createRevision, leaseId };
    const others = jobs.get(name.id);
    if (others === undefined) jobs.set(name.id, [entry]);
    else others.push(entry);
  }
  return jobs;
}

/** What was read beside a resource's own keys, at the same revision. */
export interface Surroundings {
  readonly jobs: JobsById;
  readonly configEmpty: boolean;
  readonly revision: number;
}

type DocumentArea = Exclude<Area, 'jobs'>;
export type KeysByArea = { readonly [A in DocumentArea]?: readonly StoredKey[] };

/** Brings the keys of each area together by resource, in order of name; keys that name no resource are left out. */
export function assemble(prefixes: Prefixes, keys: KeysByArea, around: Surroundings): Snapshot[] {
  const found = new Map<string, { ref: ResourceRef; entries: { [A in DocumentArea]?: Entry } }>();
  for (const area of ['heat_stacks', 'job_state', 'state', 'config'] as const) {
    for (const stored of keys[area] ?? []) {
      const ref = refOfKey(prefixes, area, stored);
      if (ref === undefined) continue;
      const name = identityOf(ref);
      const resource = found.get(name) ?? { ref, entries: {} };
      resource.entries[area] = stored;
      found.set(name, resource);
    }
  }
  return [...found.values()].map(({ ref, entries }) => snapshot(ref, entries, around));
}

function snapshot(
  ref: ResourceRef,
  entries: { [A in DocumentArea]?: Entry },
  around: Surroundings,
): Snapshot {
  const { config, ...stages } = entries;
  return {
    ref,
    stages: stages satisfies { [S in Stage]?: Entry },
    ...(config === undefined ? {} : { config }),
    jobs: jobsNaming(ref, around.jobs.get(ref.id) ?? []),
    revision: around.revision,
    configEmpty: around.configEmpty,
  };
}

/**
 * Whether it is a resource: it has a stage, or is to be created by a job that waits or died before its first write. What
 * only `/config` knows (a template, for example) is none, and what only jobs name is not either.
 */
export function isResource(snapshot: Snapshot): boolean {
  return hasStage(snapshot) || (snapshot.config !== undefined && snapshot.jobs.length > 0);
}

/** Whether any stage is there. */
export function hasStage({ stages }: Snapshot): boolean {
  return stages.heat_stacks !== undefined || stages.job_state !== undefined || stages.state !== undefined;
}
