import type { Action, Change, Plan, Proposal } from '../repair/plan.ts';
import { resourceName } from '../stages/keys.ts';
import { aroundDifference } from './around-difference.ts';
import { type Paint, paintFor } from './paint.ts';
import { visible } from './sanitize.ts';
import type { Screen } from './screen.ts';
import { wrap } from './wrap.ts';

const LABEL = 9;

/** What is going to happen, why, and what guards it: a plan before the question. */
export function renderProposals(proposals: readonly Proposal[], screen: Screen): string {
  return proposals.map((proposal) => `${renderProposal(proposal, screen).join('\n')}\n`).join('\n');
}

function renderProposal(proposal: Proposal, screen: Screen): string[] {
  const paint = paintFor(screen);
  const name = visible(resourceName(proposal.ref), screen);
  if (proposal.kind === 'plan') return renderPlan(proposal.plan, screen, paint);
  if (proposal.kind === 'nothing') return wrap(`NOTHING TO DO  ${name}: ${proposal.why}`, screen.width);
  return [
    ...wrap(`REFUSED  ${name}`, screen.width).map((line) => paint.warning(line)),
    ...labelled('why', proposal.why, screen),
    ...labelled('next', proposal.next, screen),
  ];
}

function renderPlan(plan: Plan, screen: Screen, paint: Paint): string[] {
  const arrow = screen.unicode ? '→' : '->';
  const [first = '', ...more] = wrap(`PLAN  ${visible(resourceName(plan.ref), screen)}`, screen.width);
  return [
    paint.strong(first),
    ...more,
    ...labelled('mends', `${plan.rules.join(', ')} ${arrow} ${plan.becomes}`, screen),
    ...labelled('source', `${plan.source}: ${plan.why}`, screen),
    ...(plan.version === undefined ? [] : labelled('version', plan.version, screen)),
    ...plan.actions.flatMap((action) => renderAction(action, screen, paint)),
    ...labelled('only if', guards(plan), screen),
    ...(plan.gohan === undefined ? [] : labelled('gohan', plan.gohan, screen)),
  ];
}

/** The label in a column of its own, the text wrapped behind it. */
function labelled(label: string, text: string, screen: Screen): string[] {
  const lines = wrap(visible(text, screen), screen.width - LABEL);
  return lines.map((line, i) => (i === 0 ? label : '').padEnd(LABEL) + line);
}

function guards({ guards: at }: Plan): string {
  const stages = [
    `heat_stacks@${at.heat_stacks}`,
    `job_state@${at.job_state}`,
    `state@${at.state}`,
    `config@${at.config}`,
  ];
  return `${stages.join(' ').replaceAll('@0', ' absent')}, and no job came`;
}

function renderAction(action: Action, screen: Screen, paint: Paint): string[] {
  const heading = `${action.kind.toUpperCase().padEnd(LABEL)}${visible(action.key, screen)}`;
  const lines = [...wrap(heading, screen.width), ...labelled('', sizes(action, screen), screen)];
  return [
    ...lines.map((line) => paint.strong(line)),
    ...action.changes.flatMap((change) => renderChange(change, screen, paint)),
  ];
}

/** Longer values of a deleted key are told by their size. */
const SHORT_VALUE = 60;

function sizes({ before, after }: Action, screen: Screen): string {
  if (after === undefined) {
    const text = new TextDecoder().decode(before);
    return text.length <= SHORT_VALUE ? `was ${text}` : `was ${before?.length} bytes`;
  }
  const old = before === undefined ? 'absent' : `${before.length} bytes`;
  return `${old} ${screen.unicode ? '→' : '->'} ${after.length} bytes; all that is not named below stays`;
}

function renderChange({ path, output, before, after }: Change, screen: Screen, paint: Paint): string[] {
  const ellipsis = screen.unicode ? '…' : '...';
  const place = `${output === undefined ? '' : `${output}  `}${path === '' ? 'the whole document' : path}`;
  const [old, fresh] = [before ?? 'nothing', after ?? 'nothing'].map((text) => visible(text, screen));
  const { lines } = aroundDifference([old ?? '', fresh ?? ''], screen.width - 6, ellipsis);
  return [
    ...wrap(`  ~ ${visible(place, screen)}`, screen.width),
    paint.broken(`    - ${lines[0]}`),
    paint.healthy(`    + ${lines[1]}`),
  ];
}
