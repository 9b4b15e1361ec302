import type { Canvas } from '../../../drawing/frame.ts';
import { wrap } from '../../../drawing/wrap.ts';
import type { Judged } from '../../../judging/results.ts';
import type { Resource } from '../../../stages/resource.ts';
import { factRows, whenRow } from './fact-rows.ts';
import { comparedCount, type RowView, viewRows } from './row-view.ts';
import { rowsTable, type TableLook } from './rows-table.ts';
import { stackedRows } from './stacked-rows.ts';
import { valueRows } from './value-rows.ts';

/** From here on each stage has a readable column for values too. */
const WIDE = 120;
/** Below, not even statuses fit beside each other. */
const NARROW = 66;
/** How many rows are shown without `--full`. */
const MAX_DIFFERING = 10;
const MAX_EQUAL = 8;
/** Beside differences the equal values are noise. */
const MAX_EQUAL_BESIDE_TROUBLE = 2;

/** The stages side by side: facts and values; wide screens have them in one table. */
export function stagesView(canvas: Canvas, judged: Judged, resource: Resource, full: boolean): string[] {
  const facts = viewRows(canvas, factRows(resource), judged);
  const when = viewRows(canvas, whenRow(resource, canvas.screen), judged);
  const values = viewRows(canvas, valueRows(resource, full), judged);
  const look = lookOf(canvas, judged, full);
  const { width } = canvas.screen;
  const wide = width >= WIDE;
  const [short, long] = split(values);
  const { shown, hidden } = choose(long, judged, full, wide);
  const table = [
    ...facts.slice(0, -2),
    ...short,
    ...facts.slice(-2, -1),
    ...(wide ? shown : []),
    ...facts.slice(-1),
    ...when,
  ];
  const lines = [
    ...(width < NARROW ? stackedRows(look, table) : rowsTable(look, table)),
    ...(wide || shown.length === 0 ? [] : ['', ...stackedRows(look, shown)]),
  ];
  return [...lines, ...remark(canvas, hidden, lines, full)];
}

function lookOf(canvas: Canvas, judged: Judged, full: boolean): TableLook {
  const { paint } = canvas;
  const inFlight = judged.verdict === 'in_flight';
  const { suspects } = judged;
  return {
    canvas,
    full,
    suspects,
    mark: inFlight ? '~' : '!',
    markPaint: inFlight ? paint.flight : paint.broken,
  };
}

/** Empty error texts are a short fact. */
function split(values: readonly RowView[]): [RowView[], RowView[]] {
  const isShort = ({ row, cells }: RowView) =>
    row.label === 'error' && cells.every(({ text }) => text.length <= 2);
  return [values.filter(isShort), values.filter((view) => !isShort(view))];
}

interface Choice {
  readonly shown: readonly RowView[];
  /** What was left out, in words. */
  readonly hidden: readonly string[];
}

/** What differs first; of the rest as much as helps. */
function choose(values: readonly RowView[], judged: Judged, full: boolean, wide: boolean): Choice {
  const differing = values.filter(({ differs }) => differs);
  const equal = values.filter(({ differs }) => !differs);
  if (full) return { shown: values, hidden: [] };
  const told = wide ? differing : differing.filter((view) => !isShownByFinding(view, judged));
  const most = differing.length > 0 || judged.verdict === 'broken' ? MAX_EQUAL_BESIDE_TROUBLE : MAX_EQUAL;
  return {
    shown: [...told.slice(0, MAX_DIFFERING), ...equal.slice(0, most)],
    hidden: [
      ...more(told.length - MAX_DIFFERING, 'differing '),
      ...more(equal.length - most, kindOf(equal.slice(most))),
    ],
  };
}

/** Beside a stage that can't be read nothing is known to be equal. */
function kindOf(values: readonly RowView[]): string {
  return values.every(({ row }) => comparedCount(row) > 1) ? 'equal ' : '';
}

function more(count: number, kind: string): string[] {
  return count > 0 ? [`${count} more ${kind}${count === 1 ? 'value' : 'values'}`] : [];
}

/** On narrow screens the finding below shows both values in place: not twice. */
function isShownByFinding({ row }: RowView, { findings }: Judged): boolean {
  if (comparedCount(row) !== 2) return false;
  return findings.some(
    ({ severity, path }) =>
      severity === 'error' &&
      row.paths.some((own) => own !== undefined && (path === own || path.startsWith(`${own}/`))),
  );
}

/** Nothing is left out silently. */
function remark(
  canvas: Canvas,
  hidden: readonly string[],
  lines: readonly string[],
  full: boolean,
): string[] {
  const isCut = !full && lines.some((line) => line.includes(canvas.ellipsis));
  const told = [...hidden, ...(isCut ? [`cut at ${canvas.ellipsis}`] : [])];
  if (told.length === 0) return [];
  return wrap(`(${told.join(', ')}: --full)`, canvas.screen.width - 2).map(
    (line) => `  ${canvas.paint.quiet(line)}`,
  );
}
