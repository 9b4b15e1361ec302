import { entryOf, type Resource } from '../../stages/resource.ts';
import type { Entry, Snapshot } from '../../stages/snapshot.ts';
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

/** What speaks against it; undefined where nothing does. A restored snapshot may count its revisions up again. */
export function otherHistory(
  { guards, digests, revision }: Pick<Plan, 'guards' | 'digests' | 'revision'>,
  now: Snapshot,
): string | undefined {
  if (now.revision < revision)
    return `the store is at revision ${now.revision}, and was at ${revision} when it was planned`;
  const entries = { ...now.stages, config: now.config };
  for (const area of ['heat_stacks', 'job_state', 'state', 'config'] as const) {
    const entry = entries[area];
    if (entry === undefined || entry.modRevision !== guards[area]) continue;
    if (digest(entry.value) !== digests[area])
      return `${area} has another value at revision ${entry.modRevision} than when it was planned`;
  }
  return undefined;
}
