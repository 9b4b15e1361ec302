import { entryOf, type Resource } from '../../stages/resource.ts';
import type { Entry } from '../../stages/snapshot.ts';
import { digest } from '../digest.ts';
import type { GuardedDigests, GuardedRevisions, Plan } from './plan.ts';

const AREAS = ['heat_stacks', 'job_state', 'state', 'config'] as const;

/** What must not change between the look at a resource and the write. */
export function guarded(resource: Resource): Pick<Plan, 'guards' | 'digests' | 'revision'> {
  const { revision } = resource.snapshot;
  return { guards: revisionsOf(resource), digests: digestsOf(resource), revision };
}

function revisionsOf(resource: Resource): GuardedRevisions {
  return forEachArea(resource, (entry) => entry?.modRevision ?? 0);
}

function digestsOf(resource: Resource): GuardedDigests {
  return forEachArea(resource, (entry) => (entry === undefined ? null : digest(entry.value)));
}

function forEachArea<T>(resource: Resource, of: (entry: Entry | undefined) => T) {
  const told = AREAS.map((area) => [area, of(entryOf(resource, area))] as const);
  return Object.fromEntries(told) as Record<keyof GuardedRevisions, T>;
}
