import { type Cell, GAP, shareWidth, sideBySide } from '../../../drawing/cells.ts';
import { excerpt } from '../../../drawing/excerpt.ts';
import type { Canvas } from '../../../drawing/frame.ts';
import type { Painter } from '../../../drawing/paint.ts';
import { fits, widest } from '../../../drawing/width.ts';
import { wrap, wrapAtMost } from '../../../drawing/wrap.ts';
import { STAGES } from '../../../stages/keys.ts';
import { type CellView, isToCompare, type RowView } from './row-view.ts';

export interface TableLook {
  readonly canvas: Canvas;
  /** Every value whole. */
  readonly full: boolean;
  /** Put before what differs: `!`, or `~` while a job is at work. */
  readonly mark: string;
  readonly markPaint: Painter;
  readonly suspects: readonly string[];
}

const LONGEST_LABEL = 32;
/** The mark and a space. */
export const MARGIN = 2;
/** Of short facts and sentences; a value has one. */
export const MAX_LINES = 4;

/** The stages side by side, one column each. */
export function rowsTable(look: TableLook, rows: readonly RowView[]): string[] {
  const { canvas } = look;
  const labelWidth = Math.min(LONGEST_LABEL, widest(rows.map(({ label }) => label)));
  const header = STAGES.map((stage) => (look.suspects.includes(stage) ? `${stage} <- suspect` : stage));
  const room = canvas.screen.width - (MARGIN + labelWidth) - (GAP + MARGIN) * STAGES.length;
  const needs = header.map((title, i) => widest([title, ...rows.map(({ cells }) => partOf(cells[i], room))]));
  const widths = shareWidth(needs, room);
  const columns = [MARGIN + labelWidth, ...widths.map((width) => width + MARGIN)];
  const rule: Cell[] = columns.map((width) => [
    { text: canvas.rule.repeat(width), paint: canvas.paint.quiet },
  ]);
  return sideBySide(
    [headerRow(look, header, widths), rule, ...rows.map((row) => tableRow(look, row, labelWidth, widths))],
    columns,
  );
}

/** No column gets more than there is. */
function partOf(cell: CellView | undefined, room: number): string {
  return (cell?.text ?? '').slice(0, room);
}

function headerRow(
  { canvas, suspects }: TableLook,
  header: readonly string[],
  widths: readonly number[],
): Cell[] {
  const { paint } = canvas;
  const titles = header.map((title, i) => {
    const colour = suspects.includes(STAGES[i] ?? '') ? paint.broken : paint.strong;
    return wrap(title, widths[i] ?? 1).map((line) => ({ text: `  ${line}`, paint: colour }));
  });
  return [[], ...titles];
}

function tableRow(look: TableLook, row: RowView, labelWidth: number, widths: readonly number[]): Cell[] {
  const mark = row.differs ? `${look.mark} ` : '  ';
  const label = wrap(row.label, labelWidth).map((line, i) => ({
    text: (i === 0 ? mark : '  ') + line,
    ...(row.differs ? { paint: look.markPaint } : {}),
  }));
  return [label, ...cellLines(look, row, widths).map((lines, i) => inked(look, row.cells[i], lines))];
}

/** Differing values of a row are cut at the same place, where they begin to differ. */
function cellLines({ canvas, full }: TableLook, row: RowView, widths: readonly number[]): string[][] {
  const { ellipsis, screen } = canvas;
  if (!full && row.differs && (!row.row.bare || hasLong(row, widths))) {
    const told = row.cells.flatMap((cell, i) => (isToCompare(cell) ? [{ ...cell, i }] : []));
    const narrowest = Math.min(...told.map(({ i }) => widths[i] ?? 1));
    if (told.every(({ text, i }) => fits(text, widths[i] ?? 1))) return row.cells.map(({ text }) => [text]);
    const excerpts = excerpt(
      told.map(({ raw }) => raw),
      narrowest,
      screen,
    ).lines;
    return row.cells.map(({ text }, i) => [excerpts[told.findIndex((one) => one.i === i)] ?? text]);
  }
  const most = row.row.bare || row.row.prose === true ? MAX_LINES : 1;
  return row.cells.map(({ text }, i) => {
    const width = widths[i] ?? 1;
    return full ? wrap(text, width) : wrapAtMost(text, width, most, ellipsis);
  });
}

/** A short fact that is none: cut behind its lines, what differs could be left out. */
function hasLong({ cells }: RowView, widths: readonly number[]): boolean {
  return cells.some(({ text }, i) => !fits(text, (widths[i] ?? 1) * MAX_LINES));
}

function inked(
  { canvas, mark, markPaint }: TableLook,
  cell: CellView | undefined,
  lines: readonly string[],
): Cell {
  if (cell === undefined || cell.text === '') return [];
  const paint = cell.tone === 'differs' ? markPaint : cell.tone === 'plain' ? undefined : canvas.paint.quiet;
  const lead = cell.tone === 'differs' ? `${mark} ` : '  ';
  return lines.map((line, i) => ({
    text: (i === 0 ? lead : '  ') + line,
    ...(paint === undefined ? {} : { paint }),
  }));
}
