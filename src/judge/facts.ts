/** What several rules ask of a resource. */
import { sameJson } from '../stages/json.ts';
import { STAGES } from '../stages/keys.ts';
import { OUTPUT_FIELDS, type Output, outputNamed } from '../stages/outputs.ts';
import { type AnyStage, documentsOf, entryOf, type Resource } from '../stages/resource.ts';
import type { JobEntry, Snapshot } from '../stages/snapshot.ts';
import { DELETED, isAnyStatus, isFailure, isWorkerError, NO_STACK } from '../stages/statuses.ts';

const AT_WORK: ReadonlySet<string> = new Set(['waiting', 'ready', 'working']);

/** A job that is at work excuses stages that disagree; `all` and `finished` keys are what a dead worker leaves behind. */
export function jobAtWork(resource: Resource): boolean {
  return jobKeyAtWork(resource.snapshot.jobs) !== undefined;
}

/** The keys of the jobs that name the resource, job by job. */
export function jobsOf({ jobs }: Pick<Snapshot, 'jobs'>): JobEntry[][] {
  const byName = new Map<string, JobEntry[]>();
  for (const entry of jobs) byName.set(entry.job, [...(byName.get(entry.job) ?? []), entry]);
  return [...byName.values()];
}

/**
 * Whether neither a queue nor a worker has the job: only its keys in `all` and `finished` are there, as in passing at its
 * beginning and its end, or for good where its worker died.
 */
export function isLeft(job: readonly JobEntry[]): boolean {
  return jobKeyAtWork(job) === undefined;
}

/** Those of the jobs that nobody holds: their keys were the same at an earlier look. Empty where there was none. */
export function unheldJobs(snapshot: Pick<Snapshot, 'jobs' | 'jobsBefore'>): JobEntry[][] {
  const { jobsBefore } = snapshot;
  if (jobsBefore === undefined) return [];
  const before = new Map(jobsOf({ jobs: jobsBefore }).map((job) => [job[0]?.job, marks(job)]));
  return jobsOf(snapshot).filter((job) => isLeft(job) && before.get(job[0]?.job) === marks(job));
}

function marks(job: readonly JobEntry[]): string {
  const keys = job.map(({ key, modRevision }) => `${key}@${modRevision}`);
  return keys.sort().join(' ');
}

/** Whether nothing but `/config` and jobs tell of the resource: one whose creation waits, or never began. */
export function hasNoStage({ snapshot: { stages } }: Pick<Resource, 'snapshot'>): boolean {
  return STAGES.every((stage) => stages[stage] === undefined);
}

/** Whether a version is asked for that is not there yet, and nothing shows that a worker died while it brought it about. */
export function isAwaited(resource: Resource): boolean {
  const isToBeMade = hasNoStage(resource) && resource.snapshot.jobs.length > 0;
  return isToBeMade || (configAhead(resource) && unpublished(resource) === undefined);
}

/** The first of these keys that shows a job at work. */
export function jobKeyAtWork(jobs: readonly JobEntry[]): JobEntry | undefined {
  return jobs.find((job) => AT_WORK.has(job.folder));
}

/**
 * The documents that must say the same, in stage order. Where the worker itself failed, Heat's report is not about this
 * job; a `{}` job_state has no result yet; a state without a stack repeats nothing.
 */
export function comparedDocuments(resource: Resource): AnyStage[] {
  const published = resource.state ?? resource.job_state;
  const heatSilent = isWorkerError(published?.status);
  return documentsOf(resource).filter((document) => {
    if (document.stage === 'heat_stacks') return !heatSilent;
    if (document.stage === 'job_state') return document.finished;
    return !isStackless(resource);
  });
}

/** State knows of no stack: it says so, or it has nothing but a word that nobody knows. */
export function isStackless({ state }: Resource): boolean {
  if (state?.workerState === undefined) return false;
  const bare = !state.hasOutputs && state.status === undefined;
  return state.workerState === NO_STACK || (bare && !isAnyStatus(state.workerState));
}

/** Whether a stack or a finished job is there that a state without a stack contradicts. */
export function stacklessContradicted(resource: Resource): boolean {
  const work = entryOf(resource, 'heat_stacks') !== undefined || resource.job_state?.finished === true;
  return isStackless(resource) && work;
}

/** Whether an output says the same on both sides; outputs are alike by key, whatever their place. */
export function sameOutput(left: Output | undefined, right: Output | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return OUTPUT_FIELDS.every((field) => sameJson(left.tree.get(field), right.tree.get(field)));
}

/** Whether two documents say the same of the stack: status and outputs. What one of them lacks is no difference. */
export function documentsAgree(left: AnyStage, right: AnyStage): boolean {
  const statusAgrees =
    left.status === undefined || right.status === undefined || left.status === right.status;
  return statusAgrees && outputsAgree(left, right);
}

function outputsAgree(left: AnyStage, right: AnyStage): boolean {
  const [ours, theirs] = [left.outputs, right.outputs];
  if (ours === undefined || theirs === undefined) return true;
  const keys = new Set([...ours, ...theirs].map((output) => output.key));
  return [...keys].every((key) => sameOutput(outputNamed(ours, key), outputNamed(theirs, key)));
}

/** Whether both are there and say the same of the stack. */
export function heatAndStateAgree(resource: Resource): boolean {
  const { heat_stacks: heat, state } = resource;
  if (heat === undefined || state === undefined || stacklessContradicted(resource)) return false;
  return documentsAgree(heat, state);
}

/**
 * The word by which state tells that the last job failed; undefined where it tells of none. A `worker_state` that nobody
 * knows outweighs no status that is known.
 */
export function failureText({ state }: Resource): string | undefined {
  if (state === undefined) return undefined;
  const { status, workerState } = state;
  if (isFailure(status)) return status;
  const speaks = status === undefined || !isAnyStatus(status) || isAnyStatus(workerState ?? '');
  return isFailure(workerState) && speaks ? workerState : undefined;
}

/** `/config` wants a version that state has not reached. False where either is not known. */
export function configAhead(resource: Resource): boolean {
  const { config, state } = resource;
  return config?.version !== undefined && state?.version !== undefined && config.version > state.version;
}

/** Whether `/config` and state name the same version. */
export function versionPublished(resource: Resource): boolean {
  const wanted = resource.config?.version;
  return wanted !== undefined && wanted === resource.state?.version;
}

/** Why a job_state's result is not published; undefined where it is, or where there is no readable job_state. */
export function unpublished(resource: Resource): 'unfinished' | 'disagrees' | 'version' | undefined {
  const { job_state: jobState } = resource;
  if (jobState === undefined) return undefined;
  if (!jobState.finished) return 'unfinished';
  if (entryOf(resource, 'state') === undefined || isStackless(resource)) return 'disagrees';
  const compared = comparedDocuments(resource);
  const others = compared.filter((document) => document !== jobState);
  if (!others.every((document) => documentsAgree(document, jobState))) return 'disagrees';
  return configAhead(resource) && !stateIsNewer(resource) ? 'version' : undefined;
}

function stateIsNewer(resource: Resource): boolean {
  const [state, jobState] = [entryOf(resource, 'state'), entryOf(resource, 'job_state')];
  return (state?.modRevision ?? 0) > (jobState?.modRevision ?? 0);
}

/** Whether the resource is being deleted, by what any of its stages says. */
export function isDelete(resource: Resource): boolean {
  return documentsOf(resource).some((document) => document.status?.startsWith('DELETE_'));
}

/** Heat has deleted the stack. */
export function stackDeleted(resource: Resource): boolean {
  return resource.heat_stacks?.status === DELETED;
}
