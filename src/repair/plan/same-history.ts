/** Whether a store is the one that was seen before, only later. Pure. */
import type { Snapshot } from '../../stages/snapshot.ts';
import { digest } from '../digest.ts';
import type { Plan } from './plan.ts';

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
