import type { JsonObject } from '../stages/json.ts';
import { pythonSorted } from '../stages/json-write.ts';
import { keyOf, type Prefixes } from '../stages/keys.ts';
import { entryOf, type Resource } from '../stages/resource.ts';
import { changesBetween } from './changes.ts';
import type { Action } from './plan.ts';

interface Place {
  readonly resource: Resource;
  readonly prefixes: Prefixes;
}

type Derived = 'job_state' | 'state';

/** Writes a document as its writer would have; none where the stored one says the same already. */
export function put(place: Place, stage: Derived, tree: JsonObject): Action[] {
  const entry = entryOf(place.resource, stage);
  const after = new TextEncoder().encode(pythonSorted(tree));
  const changes = changesBetween(entry?.value, after);
  if (changes.length === 0) return [];
  const keepLease = entry !== undefined && entry.leaseId !== '0';
  return [{ kind: 'put', stage, key: keyIn(place, stage), before: entry?.value, after, keepLease, changes }];
}

export function deletion(place: Place, stage: Derived): Action {
  const before = entryOf(place.resource, stage)?.value;
  return {
    kind: 'delete',
    stage,
    key: keyIn(place, stage),
    before,
    after: undefined,
    keepLease: false,
    changes: [],
  };
}

function keyIn({ resource, prefixes }: Place, stage: Derived): string {
  return keyOf(prefixes, stage, resource.snapshot.ref);
}
