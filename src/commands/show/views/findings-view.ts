import { excerpt } from '../../../drawing/excerpt.ts';
import {
  type Canvas,
  distinct,
  flow,
  INDENT,
  labelled,
  labelledLine,
  textWidth,
} from '../../../drawing/frame.ts';
import { tellApart } from '../../../drawing/tell-apart.ts';
import { padTo } from '../../../drawing/width.ts';
import { wrap } from '../../../drawing/wrap.ts';
import type { Finding, Severity } from '../../../judge/finding.ts';
import type { Judged } from '../../../judging/results.ts';

const MAX_FINDINGS = 10;
const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2, off: 3 };

/** Who is to blame, then each finding with its path and both values, gravest first. */
export function findingsView(canvas: Canvas, judged: Judged, full: boolean): string[] {
  const all = judged.findings
    .filter(({ severity }) => severity !== 'off')
    .sort((a, b) => RANK[a.severity] - RANK[b.severity]);
  const grave = full ? all : all.filter(({ severity }) => severity !== 'info');
  const shown = full ? grave : grave.slice(0, MAX_FINDINGS);
  return [
    ...blame(canvas, judged),
    ...shown.flatMap((finding) => findingLines(canvas, finding, full)),
    ...leftOut(canvas, grave.length - shown.length, all.length - grave.length),
  ];
}

function blame(canvas: Canvas, { verdict, suspects, reason }: Judged): string[] {
  if (verdict !== 'broken') return [];
  const who = suspects.length === 0 ? "can't tell" : suspects.join(', ');
  const because = reason.startsWith(who) ? reason : `${who}: ${reason}`;
  return labelled(canvas, 'suspect', distinct(canvas, because), { label: canvas.paint.broken });
}

function findingLines(canvas: Canvas, finding: Finding, full: boolean): string[] {
  const { paint } = canvas;
  const label =
    finding.severity === 'error'
      ? paint.broken
      : finding.severity === 'warning'
        ? paint.warning
        : paint.quiet;
  const where = finding.path === '' ? 'the whole document' : finding.path;
  const head = [finding.rule, finding.stages.at(-1) ?? '', where].map((part) => distinct(canvas, part));
  return [
    ...flow(canvas, finding.severity, head, { label }),
    ...labelled(canvas, '', distinct(canvas, finding.message)),
    ...valueLines(canvas, finding, full),
  ];
}

interface Side {
  readonly label: string;
  readonly text: string;
}

/** Both sides where one was expected; else what was found. */
function sidesOf({ stages, expected, actual }: Finding): Side[] {
  if (expected === null && actual === null) return [];
  const last = stages.at(-1) ?? 'actual';
  const other = stages.length === 2 ? (stages[0] ?? 'expected') : 'expected';
  const found = { label: last, text: actual === null ? '(nothing)' : actual };
  if (expected === null && stages.length < 2) return [found];
  return [{ label: other, text: expected === null ? '(nothing)' : expected }, found];
}

/** One under the other, so that the eye finds the difference; a caret points at it where the texts begin alike. */
function valueLines(canvas: Canvas, finding: Finding, full: boolean): string[] {
  const sides = sidesOf(finding);
  const labelWidth = Math.max(...sides.map(({ label }) => label.length)) + 2;
  const width = textWidth(canvas) - labelWidth;
  if (full && sides.length > 0) return wholeSides(canvas, sides, labelWidth);
  const { lines, caret } = excerpt(
    sides.map(({ text }) => text),
    width,
    canvas.screen,
  );
  const drawn = sides.map(({ label }, i) => labelledLine('', padTo(label, labelWidth) + (lines[i] ?? '')));
  if (caret === undefined || sides.length < 2) return drawn;
  return [...drawn, canvas.paint.broken(`${' '.repeat(INDENT + labelWidth + caret)}^`)];
}

function wholeSides(canvas: Canvas, sides: readonly Side[], labelWidth: number): string[] {
  const texts = tellApart(
    sides.map(({ text }) => text),
    canvas.screen,
  );
  return sides.flatMap(({ label }, side) =>
    wrap(texts[side] ?? '', textWidth(canvas) - labelWidth).map((line, i) =>
      labelledLine('', padTo(i === 0 ? label : '', labelWidth) + line),
    ),
  );
}

function leftOut(canvas: Canvas, more: number, info: number): string[] {
  const told = [...counted(more, 'more'), ...counted(info, 'info')];
  if (told.length === 0) return [];
  return labelled(canvas, '', `(${told.join(', ')}: --full)`, { text: canvas.paint.quiet });
}

function counted(count: number, kind: string): string[] {
  return count > 0 ? [`${count} ${kind} ${count === 1 ? 'finding' : 'findings'}`] : [];
}
