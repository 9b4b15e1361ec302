import { excerpt } from '../../../drawing/excerpt.ts';
import { fits, padTo, widest } from '../../../drawing/width.ts';
import { wrap, wrapAtMost } from '../../../drawing/wrap.ts';
import { STAGES } from '../../../stages/keys.ts';
import { type CellView, comparedCount, isToCompare, type RowView } from './row-view.ts';
import { MARGIN, MAX_LINES, type TableLook } from './rows-table.ts';
import { UNREADABLE } from './stage-rows.ts';

const LONGEST_LABEL = 24;
const STAGE_WIDTH = Math.max(...STAGES.map((stage) => stage.length));

/** For screens too narrow for columns: each value under its row's label, a line for each stage where they differ. */
export function stackedRows(look: TableLook, rows: readonly RowView[]): string[] {
  const longest = widest(rows.map(({ label }) => label));
  const labelWidth = Math.min(LONGEST_LABEL, Math.floor(look.canvas.screen.width / 3), longest);
  return rows.flatMap((row) => stackedRow(look, row, labelWidth));
}

function stackedRow(look: TableLook, row: RowView, labelWidth: number): string[] {
  const { canvas } = look;
  const indent = MARGIN + labelWidth + 2;
  const values = valueLines(look, row, canvas.screen.width - indent);
  const mark = row.differs ? `${look.mark} ` : '  ';
  const labels = wrap(row.label, labelWidth);
  const height = Math.max(labels.length, values.length);
  return Array.from({ length: height }, (_, i) => {
    const label = padTo((i === 0 ? mark : '  ') + (labels[i] ?? ''), indent);
    const value = values[i] ?? '';
    return ((row.differs ? look.markPaint(label) : label) + value).trimEnd();
  });
}

/** Equal ones once and quiet, else each stage's. */
function valueLines(look: TableLook, row: RowView, width: number): string[] {
  const told = row.cells.flatMap(({ text, raw, tone }, i) => {
    const kind = row.row.slots[i]?.kind;
    const silent =
      (tone === 'empty' && !(kind === 'lacking' && comparedCount(row.row) > 1)) || text === UNREADABLE;
    return silent ? [] : [{ text, raw, tone, stage: STAGES[i] ?? '' }];
  });
  const [first] = told;
  if (first === undefined) return [];
  const alike = told.length > 1 && told.slice(1).every(({ tone }) => tone === 'same');
  if (alike && !row.differs)
    return fitted(look, row, first.text, width - 2).map((line, i) => quietly(look, i, line));
  const room = width - STAGE_WIDTH - 2 - MARGIN;
  const texts = told.map(({ text }) => text);
  const lines =
    look.full || !row.differs || (row.row.bare && texts.every((text) => fits(text, room * MAX_LINES)))
      ? texts.map((text) => fitted(look, row, text, room))
      : excerpts(look, told, room);
  return told.flatMap(({ stage, tone }, i) =>
    (lines[i] ?? []).map((line, n) => stageLine(look, n === 0 ? stage : '', tone === 'differs', line)),
  );
}

function fitted({ canvas, full }: TableLook, { row }: RowView, text: string, width: number): string[] {
  if (full) return wrap(text, width);
  const most = row.bare || row.prose === true ? MAX_LINES : 1;
  return wrapAtMost(text, width, most, canvas.ellipsis);
}

function excerpts({ canvas }: TableLook, told: readonly CellView[], width: number): string[][] {
  const values = told.filter(isToCompare);
  const { lines } = excerpt(
    values.map(({ raw }) => raw),
    width,
    canvas.screen,
  );
  return told.map((cell) => [lines[values.indexOf(cell)] ?? cell.text]);
}

function quietly({ canvas }: TableLook, index: number, line: string): string {
  return (index === 0 ? `${canvas.paint.quiet('=')} ` : '  ') + canvas.paint.quiet(line);
}

function stageLine(
  { mark, markPaint, canvas }: TableLook,
  stage: string,
  differs: boolean,
  line: string,
): string {
  const label = canvas.paint.quiet(padTo(stage, STAGE_WIDTH));
  if (!differs) return `${label}    ${line}`;
  return `${label}  ${stage === '' ? ' ' : markPaint(mark)} ${markPaint(line)}`;
}
