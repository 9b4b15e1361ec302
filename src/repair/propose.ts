/** What to do about one resource: a plan, a refusal with its reason, or nothing. Pure; decides, and writes nothing. */
import { isDelete, jobAtWork } from '../judge/facts.ts';
import type { Finding, Judgement } from '../judge/finding.ts';
import { judge } from '../judge/judge.ts';
import { entryOf, type Resource } from '../stages/resource.ts';
import { type Case, decide } from './decide.ts';
import { gohanNote } from './gohan.ts';
import { outcomeOf } from './outcome.ts';
import { type GuardedRevisions, type Plan, type Proposal, Refusal } from './plan.ts';

/** Decides about one resource. Never throws for what etcd holds. */
export function propose(of: Case): Proposal {
  const { ref } = of.resource.snapshot;
  const { verdict } = of.judgement;
  if (verdict === 'in_flight')
    return { kind: 'refused', ref, why: 'a job is in flight', next: 'look again when it is done' };
  if (verdict !== 'broken') return { kind: 'nothing', ref, why: `it is ${verdict}` };
  try {
    refuseWhileBusy(of.resource);
    return { kind: 'plan', ref, plan: planOf(of) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: 'refused', ref, why: error.message, next: error.next };
  }
}

function refuseWhileBusy(resource: Resource): void {
  const [job] = resource.snapshot.jobs;
  if (jobAtWork(resource)) throw new Refusal(`a job is at work: ${job?.key}`, 'look again when it is done');
  if (job !== undefined) {
    throw new Refusal(
      `a job key is left that no worker holds: ${job.key}`,
      'let the job manager clean it up, or delete it if you know that its worker is dead',
    );
  }
  if (resource.config?.markedForDeletion || isDelete(resource)) {
    throw new Refusal(
      'the resource is being deleted: what is left of it is for the delete to finish',
      'check in Heat whether the stack is gone',
    );
  }
}

function planOf(of: Case): Plan {
  const { resource, judgement } = of;
  const decision = decide(of);
  if (decision.actions.length === 0)
    throw new Refusal('the repair would change nothing', 'see what is wrong: esi-state show');
  const becomes = outcomeOf(resource, decision.actions);
  const after = judge(becomes);
  const [left] = errorsOf(after);
  if (left !== undefined) throw new Refusal(`it would still be broken: ${left.message}`, 'mend that first');
  const gohan = gohanNote(resource, becomes, decision.actions);
  return {
    ref: resource.snapshot.ref,
    rules: [...new Set(errorsOf(judgement).map(({ rule }) => rule))],
    ...decision,
    ...(gohan === undefined ? {} : { gohan }),
    guards: guardsOf(resource),
    revision: resource.snapshot.revision,
    becomes: after.verdict,
  };
}

function errorsOf({ findings }: Judgement): Finding[] {
  return findings.filter(({ severity }) => severity === 'error');
}

function guardsOf(resource: Resource): GuardedRevisions {
  const at = (area: keyof GuardedRevisions) => entryOf(resource, area)?.modRevision ?? 0;
  return {
    heat_stacks: at('heat_stacks'),
    job_state: at('job_state'),
    state: at('state'),
    config: at('config'),
  };
}
