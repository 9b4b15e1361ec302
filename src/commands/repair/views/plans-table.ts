/** Plans of many resources, a row each: what is done, by what evidence, and what comes of it. */
import { GAP, shareWidth, sideBySide } from '../../../drawing/cells.ts';
import { type Canvas, safe } from '../../../drawing/frame.ts';
import { widest } from '../../../drawing/width.ts';
import { cut, wrap } from '../../../drawing/wrap.ts';
import type { Plan, Proposal } from '../../../repair/plan/plan.ts';
import { emptyLine, nameToType } from '../../../suggestion.ts';

/** More rows than this nobody reads. */
const MOST_ROWS = 40;

const TITLES = ['resource', 'what', 'source', 'result'];
/** The second column alone is cut. */
const CUT = 1;

export function plansTable(canvas: Canvas, proposals: readonly Proposal[]): string[] {
  const { screen, ellipsis, paint } = canvas;
  const told = proposals.filter(({ kind }) => kind !== 'skipped');
  const rows = [TITLES, ...told.slice(0, MOST_ROWS).map((proposal) => rowOf(canvas, proposal))];
  const needs = TITLES.map((_, i) => widest(rows.map((row) => row[i] ?? '')));
  const others = needs.reduce((sum, need, i) => (i === CUT ? sum : sum + need + GAP), 0);
  const [room = 1] = shareWidth([needs[CUT] ?? 1], Math.max(1, screen.width - others));
  const widths = needs.map((need, i) => (i === CUT ? Math.min(need, room) : need));
  const cells = rows.map((row, at) =>
    row.map((text, i) => [
      { text: cut(text, widths[i] ?? 1, ellipsis), ...(at === 0 ? { paint: paint.quiet } : {}) },
    ]),
  );
  return [...sideBySide(cells, widths), ...beneath(canvas, proposals, told.length - MOST_ROWS)];
}

function rowOf(canvas: Canvas, proposal: Proposal): string[] {
  const name = nameToType(proposal.ref, canvas.screen.typed ?? emptyLine());
  const words =
    proposal.kind === 'plan'
      ? [whatIsDone(proposal.plan), proposal.plan.source, proposal.plan.becomes]
      : [proposal.why, '-', proposal.kind];
  return [name, ...words].map((text) => safe(canvas, text));
}

/** `publish v3, delete job_state`. */
function whatIsDone({ actions, version, kind }: Plan): string {
  const number = /^\d+/.exec(version ?? '')?.[0];
  const told = actions.map(({ kind: does, stage }) => {
    if (does === 'delete') return `delete ${stage}`;
    return stage === 'state' && number !== undefined ? `publish v${number}` : `write ${stage}`;
  });
  return `${kind === 'undo' ? 'undo: ' : ''}${told.join(', ')}`;
}

function beneath(canvas: Canvas, proposals: readonly Proposal[], beyond: number): string[] {
  const more =
    beyond > 0 ? [`${beyond} more rows, and each plan whole: --full`] : ['each plan whole: --full'];
  const skipped = proposals.filter(({ kind }) => kind === 'skipped').length;
  const dead = proposals.flatMap((one) => (one.kind === 'plan' ? (one.plan.deadJobs ?? []) : [])).length;
  const texts = [
    more.join(''),
    ...(skipped > 0 ? [`skipped: ${skipped}, a job is in flight there`] : []),
    ...(dead > 0 ? [`the word --dead-jobs calls ${dead} job keys dead: --full names them`] : []),
  ];
  return texts.flatMap((text) => wrap(text, canvas.screen.width).map(canvas.paint.quiet));
}
