import { type Cell, GAP, shareWidth } from '../../../drawing/cells.ts';
import { type Canvas, distinct, flow, safe, textWidth } from '../../../drawing/frame.ts';
import { judgementPainter, judgementWord } from '../../../drawing/headline.ts';
import { drawTable } from '../../../drawing/table.ts';
import { widest } from '../../../drawing/width.ts';
import { wrapAtMost } from '../../../drawing/wrap.ts';
import type { VerifiedResource } from '../result.ts';
import { type ListRow, listRow } from './rows.ts';

/** From here on a table with whole names leaves room for what is wrong. */
const WIDE = 140;
const MAX_LINES = 2;
const TITLES = ['verdict', 'resource', 'rule', 'suspect', 'where: what'];

/** Each resource, in this order: a table, or a few lines each where that is too wide. */
export function verifyList(canvas: Canvas, resources: readonly VerifiedResource[]): string[] {
  const rows = resources.map((resource) => safeRow(canvas, listRow(resource)));
  if (rows.length === 0) return [];
  return canvas.screen.width < WIDE ? rows.flatMap((row) => stacked(canvas, row)) : table(canvas, rows);
}

function safeRow(canvas: Canvas, row: ListRow): ListRow {
  const { name, rule, suspects, what } = row;
  return {
    ...row,
    name: safe(canvas, name),
    rule: safe(canvas, rule),
    suspects,
    what: distinct(canvas, what),
  };
}

function stacked(canvas: Canvas, row: ListRow): string[] {
  const { paint, ellipsis } = canvas;
  const label = judgementPainter(paint, row);
  const head = [row.name, row.rule].filter((part) => part !== '');
  const blame = row.suspects === '' ? '' : `suspect ${row.suspects}  `;
  const lines = wrapAtMost(blame + row.what, textWidth(canvas), MAX_LINES, ellipsis).filter(
    (line) => line !== '',
  );
  return [
    ...flow(canvas, judgementWord(row), head, { label }),
    ...lines.flatMap((line) => flow(canvas, '', [line])),
  ];
}

function table(canvas: Canvas, rows: readonly ListRow[]): string[] {
  const texts = rows.map((row) => [judgementWord(row), row.name, row.rule, row.suspects, row.what]);
  const needs = TITLES.map((title, i) => widest([title, ...texts.map((text) => text[i] ?? '')]));
  const widths = shareWidth(needs, canvas.screen.width - GAP * TITLES.length);
  const header: Cell[] = TITLES.map((title) => [{ text: title, paint: canvas.paint.quiet }]);
  const body = rows.map((row, i) => tableRow(canvas, row, texts[i] ?? [], widths));
  return drawTable([header, ...body], widths);
}

function tableRow(canvas: Canvas, row: ListRow, texts: readonly string[], widths: readonly number[]): Cell[] {
  const paint = judgementPainter(canvas.paint, row);
  return texts.map((text, i) => {
    const lines = i === texts.length - 1 ? MAX_LINES : Number.MAX_SAFE_INTEGER;
    const fitted = wrapAtMost(text, widths[i] ?? 1, lines, canvas.ellipsis);
    return fitted.map((line) => (i === 0 ? { text: line, paint } : { text: line }));
  });
}
