import CliTable from 'cli-table3';
import { type Cell, columnsOf, drawn, GAP, type Ink, linesOf } from './cells.ts';

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
  // A row a line: on a tall row cli-table3 spends the square of its height.
  const flat = rows.flatMap(linesOf);
  const texts = flat.flatMap((line) => line.map(drawn)).filter((text) => text !== '');
  let next = 0;
  return alignedRows(flat, widths).map((line) => line.trimEnd().replace(/x+/g, () => texts[next++] ?? ''));
}

/** cli-table3 spends the square of a table's rows as well. Without borders, and with fixed widths, tables add up. */
const ROWS_AT_ONCE = 10;

/** A line a row, with stand-ins where its texts are to be; rows whose texts are of the same widths share theirs. */
function alignedRows(rows: readonly (readonly (Ink | undefined)[])[], widths: readonly number[]): string[] {
  const standIns = rows.map((row) => row.map((ink) => 'x'.repeat(columnsOf(ink))));
  const distinct = new Map(standIns.map((row) => [row.join(' '), row]));
  const lines = new Map<string, string>();
  const open = [...distinct];
  for (let at = 0; at < open.length; at += ROWS_AT_ONCE) {
    const some = open.slice(at, at + ROWS_AT_ONCE);
    const table = new CliTable({
      chars: NO_LINES,
      colWidths: widths.map((width) => width + GAP),
      style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] },
    });
    table.push(...some.map(([, row]) => row));
    const drawnLines = table.toString().split('\n');
    for (const [i, [key]] of some.entries()) lines.set(key, drawnLines[i] ?? '');
  }
  return standIns.map((row) => lines.get(row.join(' ')) ?? '');
}
