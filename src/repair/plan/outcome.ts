import { type Resource, readResource } from '../../stages/resource.ts';
import type { Entry, Snapshot } from '../../stages/snapshot.ts';
import type { Action } from './plan.ts';

/** The resource as it will be once the actions are carried out, written at the next revision. */
export function outcomeOf({ snapshot }: Resource, actions: readonly Action[]): Resource {
  const stages: { -readonly [S in keyof Snapshot['stages']]: Entry } = { ...snapshot.stages };
  const revision = snapshot.revision + 1;
  for (const { stage, key, after } of actions) {
    const before = stages[stage];
    if (after === undefined) delete stages[stage];
    else stages[stage] = written(key, after, revision, before);
  }
  return readResource({ ...snapshot, stages, revision });
}

function written(key: string, value: Uint8Array, revision: number, before: Entry | undefined): Entry {
  return {
    key,
    value,
    modRevision: revision,
    createRevision: before?.createRevision ?? revision,
    version: (before?.version ?? 0) + 1,
    leaseId: before?.leaseId ?? '0',
  };
}
