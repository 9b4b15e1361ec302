import CliTable from 'cli-table3';
import type { Painter } from './paint.ts';
import { widthOf } from './width.ts';

/** A line of a cell; the colour is put on last, so that it never counts as width. */
export interface Ink {
  readonly text: string;
  readonly paint?: Painter;
}

/** The lines of one cell. */
export type Cell = readonly Ink[];

/** Columns between two columns. */
export const GAP = 2;

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

/**
 * Lays cells out in columns; each line must fit its column. cli-table3 counts columns as an old string-width does and
 * is wrong for Thai, Hindi or newer emoji. So it places stand-ins of the true width, and the texts are put in after.
 */
export function drawTable(rows: readonly (readonly Cell[])[], widths: readonly number[]): string[] {
  const table = new CliTable({
    chars: NO_LINES,
    colWidths: widths.map((width) => width + GAP),
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] },
  });
  const flat = rows.flatMap(linesOf);
  for (const line of flat) table.push(line.map(standIn));
  const texts = flat.flatMap((line) => line.flatMap(drawn));
  let next = 0;
  const lines = table.toString().split('\n');
  return lines.map((line) => line.trimEnd().replace(/x+/g, () => texts[next++] ?? ''));
}

/** Each line becomes a row of its own: on a tall row cli-table3 spends the square of its height. */
function linesOf(row: readonly Cell[]): (Ink | undefined)[][] {
  const height = Math.max(...row.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) => row.map((cell) => cell[line]));
}

function standIn(ink: Ink | undefined): string {
  return 'x'.repeat(widthOf(ink?.text ?? ''));
}

/** From left to right as the stand-ins; what has no width has none. */
function drawn(ink: Ink | undefined): string[] {
  if (ink === undefined || widthOf(ink.text) === 0) return [];
  return [ink.paint?.(ink.text) ?? ink.text];
}
