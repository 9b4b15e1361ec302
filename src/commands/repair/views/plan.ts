import { LABEL, labelled, renderAction } from '../../../drawing/action.ts';
import { answerLines, labelledCommand } from '../../../drawing/command-line.ts';
import { canvasFor } from '../../../drawing/frame.ts';
import { paintFor } from '../../../drawing/paint.ts';
import { visible } from '../../../drawing/sanitize.ts';
import type { Screen } from '../../../drawing/screen.ts';
import { commandText } from '../../../drawing/shell-word.ts';
import { wrap } from '../../../drawing/wrap.ts';
import type { DeadJob, Plan, Proposal } from '../../../repair/plan/plan.ts';
import type { Masked } from '../../../secrets/masked.ts';
import { resourceName } from '../../../stages/keys.ts';
import { type Suggestion, suggest } from '../../../suggestion.ts';
import type { RepairProposals } from '../result.ts';
import { plansTable } from './plans-table.ts';

const ALONE = 'from the journal alone: what was there before is no longer in etcd (compacted)';

export interface PlanOptions {
  /** The stored bytes that change, too. */
  readonly bytes: boolean;
  /** A row each, for more than a screenful. */
  readonly inTable: boolean;
}

/** What is going to happen, why, and what guards it: a plan before the question. */
export function renderProposals(
  { proposals, withoutJobs }: Masked<RepairProposals>,
  screen: Screen,
  { bytes, inTable }: PlanOptions,
): string {
  const jobs = withoutJobs === undefined ? [] : labelled('jobs', withoutJobs, screen);
  if (inTable)
    return [...jobs, ...plansTable(canvasFor(screen), proposals)].map((line) => `${line}\n`).join('');
  const plans = proposals.map((proposal) => `${renderProposal(proposal, screen, bytes).join('\n')}\n`);
  return [...jobs.map((line) => `${line}\n`), plans.join('\n')].join('');
}

function renderProposal(proposal: Proposal, screen: Screen, bytes: boolean): string[] {
  const paint = paintFor(screen);
  const name = visible(resourceName(proposal.ref), screen);
  if (proposal.kind === 'plan') return renderPlan(proposal.plan, screen, bytes);
  if (proposal.kind === 'nothing') return wrap(`NOTHING TO DO  ${name}: ${proposal.why}`, screen.width);
  if (proposal.kind === 'skipped') return wrap(`SKIPPED  ${name}: ${proposal.why}`, screen.width);
  return [
    ...wrap(`REFUSED  ${name}`, screen.width).map((line) => paint.warning(line)),
    ...labelled('why', proposal.why, screen),
    ...labelled('hint', proposal.hint, screen),
    ...(proposal.next === undefined ? [] : command('next', proposal.next, screen)),
  ];
}

function renderPlan(plan: Plan, screen: Screen, bytes: boolean): string[] {
  const paint = paintFor(screen);
  const arrow = screen.unicode ? '→' : '->';
  const heading = plan.kind === 'undo' ? `UNDO  ${plan.undoes}  ` : 'PLAN  ';
  const [first = '', ...more] = wrap(heading + visible(resourceName(plan.ref), screen), screen.width);
  return [
    paint.strong(first),
    ...more,
    ...labelled(plan.kind === 'undo' ? 'it' : 'mends', mends(plan, arrow), screen),
    ...labelled('source', `${plan.source}: ${plan.why}`, screen),
    ...(plan.fromJournalAlone ? labelled('proof', ALONE, screen).map(paint.warning) : []),
    ...(plan.version === undefined ? [] : labelled('version', plan.version, screen)),
    ...plan.actions.flatMap((action) => renderAction(action, screen, paint, bytes)),
    ...(plan.assumedFields ?? []).flatMap((field) => labelled('made up', field, screen)).map(paint.warning),
    ...labelled('only if', guards(plan), screen),
    ...(plan.deadJobs ?? []).flatMap((job, i) => labelled(i === 0 ? 'dead' : '', calledDead(job), screen)),
    ...(plan.gohan === undefined ? [] : labelled('gohan', plan.gohan, screen)),
    ...command('undo', suggest('undo', { of: [plan.id] }), screen),
  ];
}

function command(label: string, suggestion: Suggestion, screen: Screen): string[] {
  if ('untypable' in suggestion) return labelled('hint', `no command: ${suggestion.untypable}`, screen);
  const canvas = canvasFor(screen);
  return [
    ...labelledCommand(canvas, label, commandText(suggestion, screen), LABEL),
    ...answerLines(canvas, suggestion, LABEL),
  ];
}

function mends({ kind, rules, actions, becomes }: Plan, arrow: string): string {
  if (kind === 'undo') return `will be ${becomes} again`;
  if (actions.every((action) => action.kind === 'put' && action.changes.length === 0))
    return `nothing: state is written again, and stays ${becomes}`;
  return `${rules.join(', ')} ${arrow} ${becomes}`;
}

function guards({ guards: at, deadJobs }: Plan): string {
  const stages = [
    `heat_stacks@${at.heat_stacks}`,
    `job_state@${at.job_state}`,
    `state@${at.state}`,
    `config@${at.config}`,
  ];
  const came = deadJobs === undefined ? 'no job came' : 'no job came, and those called dead are as now';
  return `${stages.join(' ').replace(/@0\b/g, ' absent')}, and ${came}`;
}

function calledDead({ key, modRevision }: DeadJob): string {
  return `${key}@${modRevision}`;
}
