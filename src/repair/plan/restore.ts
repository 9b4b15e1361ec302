/** Stages that come back from an older revision. Pure. */
import { judge } from '../../judge/judge.ts';
import type { Stage } from '../../stages/keys.ts';
import { entryOf, type Resource } from '../../stages/resource.ts';
import { outcomeOf, putBytes } from './actions.ts';
import { askHeat, byReport } from './ask-heat.ts';
import type { Case, Decision } from './case.ts';
import { type Action, Refusal } from './plan.ts';

/** heat_stacks as it was when it agreed with all that is there now. Throws `Refusal` where no revision proves it. */
export function restoreHeatStacks(of: Case): Decision {
  const { judgement, history = [] } = of;
  if (judgement.proved === false) throw unprovable(of);
  for (const then of history) {
    const actions = restored(of, 'heat_stacks', then);
    if (actions.length === 0 || !isHealthy(of.resource, actions)) continue;
    const { revision } = then.snapshot;
    return {
      actions,
      source: `heat_stacks@${entryOf(then, 'heat_stacks')?.modRevision}`,
      why: `as it was at revision ${revision}, when it agreed with the rest`,
    };
  }
  throw unprovable(of);
}

function restored(of: Case, stage: Stage, then: Resource): Action[] {
  const entry = entryOf(then, stage);
  return entry === undefined ? [] : putBytes(of, stage, entry.value);
}

/** Beside nothing else a deleted stack's report is healthy, but of whichever life: nothing is left that it agrees with. */
function isHealthy(resource: Resource, actions: readonly Action[]): boolean {
  const { verdict } = judge(outcomeOf(resource, actions));
  return verdict !== 'broken' && verdict !== 'deleting';
}

function unprovable({ judgement, resource }: Case): Refusal {
  return new Refusal(
    `heat_stacks is Heat's own report and is to blame (${judgement.reason}): no revision still in etcd proves what it said`,
    'Heat knows what it says; an older report comes back with --from revision:N --stage heat_stacks',
    askHeat(resource, ...byReport(resource)),
  );
}

/** A stage as it was at the revision that the operator names. */
export function restoreFrom(of: Case, then: Resource): Decision {
  const stage = stageToRestore(of);
  const { revision } = then.snapshot;
  const entry = entryOf(then, stage);
  if (entry === undefined)
    throw new Refusal(
      `${stage} was absent at revision ${revision}`,
      'name another one: show tells when each was written',
    );
  return {
    actions: putBytes(of, stage, entry.value),
    source: `${stage}@${entry.modRevision}`,
    why: `as at revision ${revision}, told by --from`,
  };
}

function stageToRestore({ choices: { stage }, judgement: { suspects } }: Case): Stage {
  const [only, another] = suspects;
  if (stage !== undefined) return stage;
  if (only !== undefined && another === undefined) return only;
  throw new Refusal(
    'which stage shall come back is not clear',
    'name it: --stage heat_stacks|job_state|state',
  );
}
