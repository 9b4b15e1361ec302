import type { Snapshot } from '../stages/snapshot.ts';

/** A resource that moves is looked at this many times more; one that stands still, once. */
export const MOST_LOOKS = 3;

/** Changes with each write to, or deletion of, any of the resource's stages, its config or its jobs. */
export function markOf({ stages, config, jobs }: Snapshot): string {
  const entries = [stages.heat_stacks, stages.job_state, stages.state, config];
  const revisions = entries.map((entry) => entry?.modRevision ?? 0).join(' ');
  return `${revisions} ${jobs.map((job) => `${job.key}@${job.modRevision}`).join(' ')}`;
}
