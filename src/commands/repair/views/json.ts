import { nextJson } from '../../../drawing/command-line.ts';
import { jsonLine, jsonText } from '../../../drawing/json-text.ts';
import { sourceJson } from '../../../drawing/judgement-json.ts';
import type { Action, Change, Plan } from '../../../repair/plan/plan.ts';
import type { Masked } from '../../../secrets/masked.ts';
import { resourceName } from '../../../stages/keys.ts';
import type { TypedLine } from '../../../suggestion.ts';
import type { RepairItem, RepairResult } from '../result.ts';
import { type Around, nextOfItem } from './next.ts';

/** `repair -o json`: what was planned for each resource and what came of it. */
export function repairJson(result: Masked<RepairResult>, typed: TypedLine): string {
  const resources = result.items.map((item) => itemJson(item, result, typed));
  return jsonText({ ...wholeJson(result), resources });
}

/** `repair -o ndjson`: a resource a line, … */
export function repairLine(item: Masked<RepairItem>, around: Around, typed: TypedLine): string {
  return jsonLine(itemJson(item, around, typed));
}

/** … the summary last. */
export function repairLastLine(result: Masked<RepairResult>): string {
  return jsonLine(wholeJson(result));
}

function wholeJson(result: RepairResult) {
  return {
    schema_version: 1,
    source: sourceJson(result.source),
    run: result.run ?? null,
    summary: summaryOf(result),
  };
}

/** How many of each outcome that occurred, and how many `--limit`, and rules and types, left out; null: not counted. */
function summaryOf({ items, scope, beyondLimit = 0 }: RepairResult): Record<string, number | null> {
  const counts: Record<string, number> = { resources: items.length };
  for (const { outcome } of items) counts[outcome] = (counts[outcome] ?? 0) + 1;
  const leftOut = (scope.kind === 'all' ? scope.leftOut : undefined) ?? null;
  return { ...counts, beyond_limit: beyondLimit, broken_left_out: leftOut };
}

function itemJson(item: RepairItem, around: Around, typed: TypedLine) {
  const { proposal, outcome, detail, revision } = item;
  const hint = proposal.kind === 'refused' ? proposal.hint : item.hint;
  return {
    resource: resourceName(proposal.ref),
    outcome,
    detail: detail ?? (proposal.kind === 'plan' ? null : proposal.why),
    hint: hint ?? null,
    next: nextJson(nextOfItem(item, around), typed),
    revision: revision ?? null,
    plan: proposal.kind === 'plan' ? planJson(proposal.plan) : null,
  };
}

function planJson(plan: Plan) {
  const {
    id,
    kind,
    undoes = null,
    fromJournalAlone = false,
    rules,
    source,
    why,
    version = null,
    gohan = null,
    assumedFields = [],
    deadJobs = [],
    guards,
    revision,
    becomes,
  } = plan;
  return {
    ...{ id, kind, undoes },
    from_journal_alone: fromJournalAlone,
    rules,
    source,
    why,
    version,
    made_up: assumedFields,
    gohan,
    guards,
    dead_jobs: deadJobs.map(({ key, modRevision }) => ({ key, mod_revision: modRevision })),
    revision,
    becomes,
    actions: plan.actions.map(actionJson),
  };
}

/** Beside a mask a size would tell the secret's length. */
function actionJson({ kind, stage, key, before, after, changes, masked }: Action) {
  return {
    kind,
    stage,
    key,
    bytes_before: masked ? null : (before?.length ?? null),
    bytes_after: masked ? null : (after?.length ?? null),
    masked,
    changes: changes.map(changeJson),
  };
}

function changeJson({ path, output, before, after }: Change) {
  return { path, output, before, after };
}
