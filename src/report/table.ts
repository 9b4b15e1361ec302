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
  table.push(...rows.map((row) => row.map((cell) => cell.map(standIn).join('\n'))));
  const texts = rows.flatMap(inDrawnOrder).map(({ text, paint }) => paint?.(text) ?? text);
  let next = 0;
  const lines = table.toString().split('\n');
  return lines.map((line) => line.trimEnd().replace(/x+/g, () => texts[next++] ?? ''));
}

function standIn(line: Ink): string {
  return 'x'.repeat(widthOf(line.text));
}

/** Line by line, in each from the left; what has no width is not drawn. */
function inDrawnOrder(row: readonly Cell[]): Ink[] {
  const height = Math.max(...row.map((cell) => cell.length));
  const lines = Array.from({ length: height }, (_, line) => row.flatMap((cell) => cell[line] ?? []));
  return lines.flat().filter((ink) => widthOf(ink.text) > 0);
}
