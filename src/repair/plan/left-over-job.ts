/** What a job_state with no job at work comes to: too many, unpublished, or changed afterwards. Pure. */
import { configAhead, documentsAgree, heatAndStateAgree, versionPublished } from '../../judge/facts.ts';
import { type AnyStage, entryOf, type Resource } from '../../stages/resource.ts';
import { isFailure, isWorkerError } from '../../stages/statuses.ts';
import type { Case } from './case.ts';
import { Refusal } from './plan.ts';

/** heat_stacks and state agree and nothing is unpublished: whatever the job_state holds, it is only in the way. */
export function jobStateIsTooMany(resource: Resource): boolean {
  const { heat_stacks: heat, job_state: job } = resource;
  if (entryOf(resource, 'job_state') === undefined) return false;
  if (ownFailurePublished(resource)) return true;
  if (!agreeWholly(resource)) return false;
  if (job?.finished && heat !== undefined && documentsAgree(heat, job) && !isAbandoned(resource))
    return false;
  return (
    versionPublished(resource) ||
    (entryOf(resource, 'config') === undefined && job !== undefined && !isFailure(job.status))
  );
}

/**
 * The worker's own failure, of which Heat's report tells nothing, stands in state at the version that is wanted; it was
 * published after the job began, and what the job_state holds is no result.
 */
function ownFailurePublished(resource: Resource): boolean {
  const { state, job_state: job } = resource;
  const [heatAt, jobAt, stateAt] = [
    entryOf(resource, 'heat_stacks')?.modRevision ?? 0,
    entryOf(resource, 'job_state')?.createRevision ?? 0,
    entryOf(resource, 'state')?.modRevision ?? 0,
  ];
  if (!isWorkerError(state?.status) || !versionPublished(resource) || job?.finished === true) return false;
  return (
    heatAt < stateAt &&
    jobAt < stateAt &&
    state?.problems.every(({ rule }) => rule === 'unknown-field') === true
  );
}

/** Its result was never published: as against a state that was published and changed afterwards. */
export function isAbandoned(resource: Resource): boolean {
  const [job, state, config] = [
    entryOf(resource, 'job_state'),
    entryOf(resource, 'state'),
    entryOf(resource, 'config'),
  ];
  if (job === undefined) return false;
  if (state === undefined || resource.job_state?.finished !== true) return true;
  if (state.modRevision <= job.modRevision) return true;
  return configAhead(resource) && (config?.modRevision ?? 0) <= job.createRevision;
}

/** Published at the version that is wanted, and job_state written after that: so job_state may be what was changed. */
export function refusePublished({ resource, choices }: Case): void {
  const [job, state] = [entryOf(resource, 'job_state'), entryOf(resource, 'state')];
  const later = job !== undefined && state !== undefined && job.modRevision > state.modRevision;
  const finished = resource.job_state?.finished === true;
  if (choices.from !== undefined || !later || !finished || !versionPublished(resource)) return;
  if (!isWorkerError(resource.state?.status)) return;
  throw new Refusal(
    `job_state was written (rev ${job.modRevision}) after state was published (rev ${state.modRevision}) at the version that is wanted, and they do not agree`,
    'say which is right: --from job_state, or --stage job_state --from state',
  );
}

/** Both are there, each has a result, and they say the same: what one of them lacks would contradict nothing. */
export function agreeWholly(resource: Resource): boolean {
  return heatAndStateAgree(resource) && hasResult(resource.heat_stacks) && hasResult(resource.state);
}

function hasResult(document: AnyStage | undefined): boolean {
  return document?.status !== undefined && document.outputs !== undefined;
}
