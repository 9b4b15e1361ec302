/** What to do about one resource: a plan, a refusal with its reason, or nothing. Pure; decides, and writes nothing. */
import { isDelete, jobAtWork } from '../../judge/facts.ts';
import type { Finding, Judgement } from '../../judge/finding.ts';
import { judge } from '../../judge/judge.ts';
import type { ResourceRef } from '../../stages/keys.ts';
import type { Resource } from '../../stages/resource.ts';
import { suggest } from '../../suggestion.ts';
import { outcomeOf } from './actions.ts';
import { askHeat, DELETE_ANEW } from './ask-heat.ts';
import { anotherTry, type Case } from './case.ts';
import { decide } from './decide.ts';
import { guarded } from './guards.ts';
import { identified, type Plan, type Proposal, Refusal, refused } from './plan.ts';
import { republish } from './republish.ts';
import { refuseLostFields } from './unknown-fields.ts';
import { gohanNote } from './version.ts';

/** Decides about one resource. Never throws for what etcd holds. */
export function propose(of: Case): Proposal {
  const { ref } = of.resource.snapshot;
  const { verdict } = of.judgement;
  if (verdict === 'in_flight')
    return refused(
      ref,
      new Refusal('a job is in flight', 'look again when it is done', suggest('show', { of: [ref] })),
    );
  const again = of.choices.republish === true;
  if (verdict !== 'broken' && !again) return { kind: 'nothing', ref, why: `it is ${verdict}` };
  try {
    refuseUnnamed(ref);
    refuseWhileBusy(of);
    const plan = again ? republish(of) : planOf(of);
    // Last: whoever is told to call them dead must get a plan for it.
    refuseLeftJobs(of);
    return { kind: 'plan', ref, plan };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refused(ref, error);
  }
}

/** A plan, a journal and the transaction itself name keys by text: that would be another key. */
function refuseUnnamed({ rawName }: ResourceRef): void {
  if (rawName === undefined) return;
  throw new Refusal(
    'its name is not UTF-8, so that no plan can name its keys',
    'no worker makes such a name: find out who wrote it, and mend it with etcdctl',
  );
}

function refuseWhileBusy({ resource }: Case): void {
  const { jobs, ref } = resource.snapshot;
  if (jobAtWork(resource))
    throw new Refusal(
      `a job is at work: ${jobs[0]?.key}`,
      'look again when it is done',
      suggest('show', { of: [ref] }),
    );
  refuseDeletes(resource);
}

/** What no worker holds may be a job that the manager hands out again; only the operator knows. */
function refuseLeftJobs({ resource, choices: { deadJobs = [] } }: Case): void {
  const left = resource.snapshot.jobs.filter(({ key }) => deadJobs !== 'all' && !isNamed(key, deadJobs));
  if (left.length === 0) return;
  const keys = left.map(({ key }) => key).join(', ');
  const which = deadJobs.length === 0 ? 'that no worker holds' : 'that nobody called dead';
  throw new Refusal(
    `${left.length === 1 ? 'a job key is' : `${left.length} job keys are`} left ${which}: ${keys}`,
    'let the job manager clean up; or, if you know that the worker is dead, say so',
    anotherTry(resource),
  );
}

/** By the whole key, by the job's name as screens show it, or by the random part at its end. */
function isNamed(key: string, names: readonly string[]): boolean {
  return names.some((name) => key === name || key.endsWith(`/${name}`) || key.endsWith(`:${name}`));
}

/** By what was asked for, by a job's key, or by what a stage says. */
function refuseDeletes(resource: Resource): void {
  const job = resource.snapshot.jobs.find(({ action }) => DELETES.has(action));
  if (!resource.config?.markedForDeletion && job === undefined && !isDelete(resource)) return;
  throw new Refusal(
    `the resource is being deleted${job === undefined ? '' : ` (${job.key})`}: what is left of it is for the delete to finish`,
    'only a delete through its API goes on with it; Heat knows whether the stack is gone',
    askHeat(resource, DELETE_ANEW),
  );
}

const DELETES: ReadonlySet<string> = new Set(['delete', 'logical_delete']);

function planOf(of: Case): Plan {
  const { resource, judgement } = of;
  const decision = decide(of);
  if (decision.actions.length === 0)
    throw new Refusal(
      'the repair would change nothing',
      'see what is wrong',
      suggest('show', { of: [resource.snapshot.ref], options: [['--full']] }),
    );
  if (of.choices.dropUnknown !== true && of.chosen === undefined)
    refuseLostFields(resource, decision.actions, of.history ?? []);
  const becomes = outcomeOf(resource, decision.actions);
  const after = judge(becomes);
  const [left] = errorsOf(after);
  if (left !== undefined) throw new Refusal(`it would still be broken: ${left.message}`, 'mend that first');
  const gohan = gohanNote(resource, becomes, decision.actions);
  return identified({
    kind: 'repair',
    ref: resource.snapshot.ref,
    rules: judgement.brokenBy,
    ...decision,
    ...(gohan === undefined ? {} : { gohan }),
    ...guarded(resource),
    ...besideDeadJobs(resource),
    becomes: after.verdict,
  });
}

/** What the operator called dead must stay as it is until the repair is written. */
function besideDeadJobs({ snapshot: { jobs } }: Resource): Pick<Plan, 'deadJobs'> {
  return jobs.length === 0 ? {} : { deadJobs: jobs.map(({ key, modRevision }) => ({ key, modRevision })) };
}

function errorsOf({ findings }: Judgement): Finding[] {
  return findings.filter(({ severity }) => severity === 'error');
}
