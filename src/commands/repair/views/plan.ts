import { aroundDifference } from '../../../drawing/around-difference.ts';
import { labelledCommand } from '../../../drawing/command-line.ts';
import { canvasFor } from '../../../drawing/frame.ts';
import type { Masked } from '../../../drawing/masked.ts';
import { type Paint, paintFor } from '../../../drawing/paint.ts';
import { visible } from '../../../drawing/sanitize.ts';
import type { Screen } from '../../../drawing/screen.ts';
import { commandText } from '../../../drawing/shell-word.ts';
import { unmistakable } from '../../../drawing/tell-apart.ts';
import { wrap } from '../../../drawing/wrap.ts';
import type { RepairProposals } from '../../../judging/results.ts';
import type { Action, Change, Plan, Proposal } from '../../../repair/plan/plan.ts';
import { resourceName } from '../../../stages/keys.ts';
import { type Suggestion, suggest } from '../../../suggestion.ts';
import { renderBytes } from './plan-bytes.ts';

const LABEL = 9;

const ALONE = 'from the journal alone: what was there before is no longer in etcd (compacted)';

/** What is going to happen, why, and what guards it: a plan before the question. */
export function renderProposals(
  { proposals, withoutJobs }: Masked<RepairProposals>,
  screen: Screen,
  bytes: boolean,
): string {
  const jobs = withoutJobs === undefined ? [] : labelled('jobs', withoutJobs, screen);
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
    ...(plan.madeUp ?? []).flatMap((field) => labelled('made up', field, screen)).map(paint.warning),
    ...labelled('only if', guards(plan), screen),
    ...(plan.gohan === undefined ? [] : labelled('gohan', plan.gohan, screen)),
    ...command('undo', suggest('undo', { of: [plan.id] }), screen),
  ];
}

function command(label: string, suggestion: Suggestion, screen: Screen): string[] {
  if ('untypable' in suggestion) return labelled('hint', `no command: ${suggestion.untypable}`, screen);
  return labelledCommand(canvasFor(screen), label, commandText(suggestion, screen), LABEL);
}

function mends({ kind, rules, actions, becomes }: Plan, arrow: string): string {
  if (kind === 'undo') return `will be ${becomes} again`;
  if (actions.every((action) => action.kind === 'put' && action.changes.length === 0))
    return `nothing: state is written again, and stays ${becomes}`;
  return `${rules.join(', ')} ${arrow} ${becomes}`;
}

/** The label in a column of its own, the text wrapped behind it. */
function labelled(label: string, text: string, screen: Screen): string[] {
  const lines = wrap(visible(text, screen), screen.width - LABEL);
  return lines.map((line, i) => (i === 0 ? label : '').padEnd(LABEL) + line);
}

function guards({ guards: at, deadJobs }: Plan): string {
  const stages = [
    `heat_stacks@${at.heat_stacks}`,
    `job_state@${at.job_state}`,
    `state@${at.state}`,
    `config@${at.config}`,
  ];
  const dead = (deadJobs ?? []).map(({ key, modRevision }) => ` but ${key}@${modRevision}`).join('');
  return `${stages.join(' ').replace(/@0\b/g, ' absent')}, and no job came${dead}`;
}

/** What happens to one key: sizes, and each field that changes; with `bytes` the stored texts too. */
export function renderAction(action: Action, screen: Screen, paint: Paint, bytes: boolean): string[] {
  const heading = `${action.kind.toUpperCase().padEnd(LABEL)}${visible(action.key, screen)}`;
  const lines = [...wrap(heading, screen.width), ...labelled('', sizes(action, screen), screen)];
  return [
    ...lines.map((line) => paint.strong(line)),
    ...action.changes.flatMap((change) => renderChange(change, screen, paint)),
    ...(bytes ? renderBytes(action, screen, paint) : []),
  ];
}

const MASKED = 'a value with secrets, masked (--reveal)';

/** Longer values of a deleted key are told by their size. */
const SHORT_VALUE = 60;

/** Beside a mask a size would tell the secret's length. */
function sizes({ before, after, masked }: Action, screen: Screen): string {
  if (masked) return after === undefined ? `was ${MASKED}` : `${MASKED}; all that is not named below stays`;
  if (after === undefined) {
    const text = new TextDecoder().decode(before);
    return text.length <= SHORT_VALUE ? `was ${text}` : `was ${before?.length} bytes`;
  }
  const old = before === undefined ? 'absent' : `${before.length} bytes`;
  return `${old} ${screen.unicode ? '→' : '->'} ${after.length} bytes; all that is not named below stays`;
}

function renderChange({ path, output, before, after }: Change, screen: Screen, paint: Paint): string[] {
  const place = `${output === undefined ? '' : `${output}  `}${path === '' ? 'the whole document' : path}`;
  const { lines } = aroundDifference([before ?? 'nothing', after ?? 'nothing'], screen.width - 6, screen);
  return [
    ...wrap(`  ~ ${unmistakable(place, screen)}`, screen.width),
    paint.broken(`    - ${lines[0]}`),
    paint.healthy(`    + ${lines[1]}`),
  ];
}
