import CliTable from 'cli-table3';
import { type Cell, columnsOf, drawn, GAP, linesOf } from './cells.ts';

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
  // A row a line: on a tall row cli-table3 spends the square of its height.
  const flat = rows.flatMap(linesOf);
  for (const line of flat) table.push(line.map((ink) => 'x'.repeat(columnsOf(ink))));
  const texts = flat.flatMap((line) => line.map(drawn)).filter((text) => text !== '');
  let next = 0;
  const lines = table.toString().split('\n');
  return lines.map((line) => line.trimEnd().replace(/x+/g, () => texts[next++] ?? ''));
}
