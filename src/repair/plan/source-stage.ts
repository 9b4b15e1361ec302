import { documentsAgree, versionPublished } from '../../judge/facts.ts';
import type { JobState } from '../../stages/job-state.ts';
import { type AnyStage, entryOf, type Resource } from '../../stages/resource.ts';
import { isInProgress, isWorkerError } from '../../stages/statuses.ts';
import { answer, askHeat, byHeat, bySource, ONLY_ANEW, restored, source } from './ask-heat.ts';
import type { Right } from './derive-state.ts';
import { Refusal } from './plan.ts';

/** A stage that is right, and how it is told. */
export interface SourceStage {
  readonly right: Right;
  /** `heat_stacks@4630`. */
  readonly name: string;
  readonly why: string;
}

/** Where state comes from. Throws `Refusal` where the evidence does not tell. */
export function sourceForState(
  resource: Resource,
  from: 'heat_stacks' | 'job_state' | undefined,
  history: readonly Resource[],
): SourceStage {
  if (from !== undefined) return asSource(resource, documentOf(resource, from), 'told by --from');
  const { heat_stacks: heat, job_state: job } = resource;
  // One that holds no result, or something else, can't vouch for anything.
  if (job?.finished && isWhole(job)) return sourceBesideJob(resource, job);
  if (heat === undefined) throw nowhere(resource);
  if (entryOf(resource, 'job_state') === undefined) {
    refuseOwnFailure(resource, history);
    return asSource(resource, heat, 'valid, and no job_state contradicts it');
  }
  if (versionPublished(resource)) refuseOwnFailure(resource, []);
  return asSource(resource, movedHeat(resource, heat), 'valid, and written since the job began');
}

function isWhole({ problems }: JobState): boolean {
  return problems.every(({ rule }) => rule === 'unknown-field');
}

/** Where the worker itself had failed, Heat's report is not about that job: taking it would publish a success. */
function refuseOwnFailure(resource: Resource, history: readonly Resource[]): void {
  const failed = [resource, ...history.filter(({ state }) => state !== undefined).slice(0, 1)].find(
    ({ state }) => isWorkerError(state?.status),
  );
  if (failed === undefined) return;
  const { revision } = failed.snapshot;
  throw new Refusal(
    `state said ${failed.state?.status} at revision ${revision}: the worker itself had failed, and Heat's report is not about that job`,
    'Heat knows whether its report is about a later job',
    askHeat(
      resource,
      answer(resource, 'nothing was done in Heat since: the failure stands', ...restored('state', revision)),
      answer(
        resource,
        'the job was done again, and its report is what heat_stacks has',
        ...source('heat_stacks'),
      ),
    ),
  );
}

function sourceBesideJob(resource: Resource, job: JobState): SourceStage {
  const { heat_stacks: heat } = resource;
  if (isWorkerError(job.status))
    return asSource(resource, job, 'the worker itself failed, and only job_state tells of it');
  if (heat === undefined) return asSource(resource, job, "it is a copy of Heat's report, which is not there");
  if (!documentsAgree(heat, job)) {
    throw new Refusal(
      'heat_stacks and job_state do not agree: which one is right is not known',
      'Heat knows which one is right',
      askHeat(resource, ...bySource(resource)),
    );
  }
  const source = asSource(resource, heat, 'valid, and job_state agrees with it');
  return { ...source, right: { ...source.right, error: job.error } };
}

/** While a job_state is `{}`, only a report that was written since the job began can be its result. */
function movedHeat(resource: Resource, heat: AnyStage): AnyStage {
  const [report, job] = [entryOf(resource, 'heat_stacks'), entryOf(resource, 'job_state')];
  if (report !== undefined && job !== undefined && report.modRevision > job.createRevision) return heat;
  throw new Refusal(
    `only Heat knows what came of the job: heat_stacks (rev ${report?.modRevision}) has not moved since the job began (rev ${job?.createRevision})`,
    'Heat knows whether the job has reached it',
    askHeat(resource, ...byHeat(resource)),
  );
}

function documentOf(resource: Resource, stage: 'heat_stacks' | 'job_state'): AnyStage {
  const document = resource[stage];
  if (document === undefined)
    throw new Refusal(
      `${stage} is absent or unreadable: nothing can be taken from it`,
      'choose another --from',
    );
  return document;
}

function asSource(resource: Resource, document: AnyStage, why: string): SourceStage {
  const { stage, status, outputs, problems } = document;
  const wrong = problems.find((problem) => problem.rule !== 'unknown-field');
  if (wrong !== undefined || status === undefined || outputs === undefined) {
    throw new Refusal(
      `${stage} can't be the source: ${wrong?.message ?? 'it has no result'}`,
      'mend it first',
    );
  }
  if (isInProgress(status)) {
    throw new Refusal(
      `${stage} says ${status}: only Heat knows what came of it`,
      'Heat knows whether it is done',
      askHeat(resource, ...byHeat(resource)),
    );
  }
  const error = document.stage === 'job_state' ? document.error : undefined;
  const revision = entryOf(resource, stage)?.modRevision;
  return { right: { status, outputs, error }, name: `${stage}@${revision}`, why };
}

function nowhere(resource: Resource): Refusal {
  const unreadable = resource.unreadable.map(({ stage }) => stage).join(', ');
  const why = unreadable === '' ? 'heat_stacks is absent' : `${unreadable} can't be read`;
  return new Refusal(
    `no stage is left that state could be derived from: ${why}`,
    'Heat knows whether there is a stack; an older state comes back with --from revision:N --stage state',
    askHeat(resource, ONLY_ANEW),
  );
}
