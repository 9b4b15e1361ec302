import type { JsonObject } from '../../stages/json.ts';
import { pythonSorted } from '../../stages/json-write.ts';
import { keyOf, type Prefixes, type Stage } from '../../stages/keys.ts';
import { entryOf, type Resource, readResource } from '../../stages/resource.ts';
import type { Entry, Snapshot } from '../../stages/snapshot.ts';
import { changesBetween } from './changes.ts';
import type { Action } from './plan.ts';

interface Place {
  readonly resource: Resource;
  readonly prefixes: Prefixes;
}

/** Writes a document as its writer would have; none where the stored one says the same already. */
export function put(place: Place, stage: Stage, tree: JsonObject): Action[] {
  return putBytes(place, stage, new TextEncoder().encode(pythonSorted(tree)));
}

/** Writes what was stored before. */
export function putBytes(place: Place, stage: Stage, after: Uint8Array): Action[] {
  const entry = entryOf(place.resource, stage);
  const changes = changesBetween(entry?.value, after);
  if (changes.length === 0) return [];
  const leaseId = entry?.leaseId ?? '0';
  return [{ kind: 'put', stage, key: keyIn(place, stage), before: entry?.value, after, leaseId, changes }];
}

export function deletion(place: Place, stage: Stage): Action {
  const entry = entryOf(place.resource, stage);
  return {
    kind: 'delete',
    stage,
    key: keyIn(place, stage),
    before: entry?.value,
    after: undefined,
    leaseId: entry?.leaseId ?? '0',
    changes: [],
  };
}

function keyIn({ resource, prefixes }: Place, stage: Stage): string {
  return keyOf(prefixes, stage, resource.snapshot.ref);
}

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
