import type { RepairItem, RepairResult } from '../commands/results.ts';
import type { Action, Plan } from '../repair/plan.ts';
import { resourceName } from '../stages/keys.ts';
import { sourceJson } from './source-json.ts';

/** `repair -o json`: what was planned for each resource and what came of it. */
export function repairJson(result: RepairResult): string {
  const value = {
    schema_version: 1,
    source: sourceJson(result.source),
    resources: result.items.map(itemJson),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function itemJson({ proposal, outcome, detail, revision }: RepairItem) {
  return {
    resource: resourceName(proposal.ref),
    outcome,
    detail: detail ?? (proposal.kind === 'plan' ? null : proposal.why),
    revision: revision ?? null,
    plan: proposal.kind === 'plan' ? planJson(proposal.plan) : null,
  };
}

function planJson(plan: Plan) {
  const { rules, source, why, version = null, gohan = null, guards, revision, becomes } = plan;
  return {
    rules,
    source,
    why,
    version,
    gohan,
    guards,
    revision,
    becomes,
    actions: plan.actions.map(actionJson),
  };
}

function actionJson({ kind, stage, key, before, after, changes }: Action) {
  return {
    kind,
    stage,
    key,
    bytes_before: before?.length ?? null,
    bytes_after: after?.length ?? null,
    changes,
  };
}
