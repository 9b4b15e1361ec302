import { type Cell, GAP, shareWidth } from '../../../drawing/cells.ts';
import { type Canvas, distinct, flow, labelled } from '../../../drawing/frame.ts';
import { STUCK, verdictPainter, verdictWord } from '../../../drawing/headline.ts';
import type { Screen } from '../../../drawing/screen.ts';
import { drawTable } from '../../../drawing/table.ts';
import { aboutWhen } from '../../../drawing/when.ts';
import { widest } from '../../../drawing/width.ts';
import { wrap, wrapAtMost } from '../../../drawing/wrap.ts';
import { emptyLine, nameToType } from '../../../suggestion.ts';
import type { GroupRow } from './groups.ts';
import { MAX_LISTED, type Section } from './sections.ts';

const MAX_ROWS = 20;
const MAX_LINES = 3;
/** Below this the columns of a table would break words. */
const NARROW = 72;

/** A section with more than can be listed: its groups, largest first, and whether one cause explains them. */
export function groupsView(canvas: Canvas, section: Section): string[] {
  const { paint } = canvas;
  const { rows, count, resources } = section.groups;
  const shown = rows.slice(0, MAX_ROWS);
  const list =
    canvas.screen.width < NARROW ? shown.flatMap((row) => stacked(canvas, row)) : groupsTable(canvas, shown);
  const told = section.known ? `${resources} that the baseline knows` : String(resources);
  return [
    ...labelled(canvas, section.stuck ? STUCK : verdictWord(section.verdict), told, {
      label: verdictPainter(paint, section.verdict),
    }),
    ...list,
    ...(section.verdict === 'broken' && !section.known ? oneCause(canvas, rows[0]) : []),
    ...labelled(
      canvas,
      '',
      `${shown.length} of ${count} ${count === 1 ? 'group' : 'groups'}; each resource: --list`,
      {
        text: paint.quiet,
      },
    ),
  ];
}

/** So many that look the same have hardly been broken one by one. */
function oneCause(canvas: Canvas, largest: GroupRow | undefined): string[] {
  if (largest === undefined || largest.count <= MAX_LISTED) return [];
  const since =
    largest.from === undefined
      ? ''
      : ` since revision ${largest.from}${inBrackets(aboutWhen(canvas.screen, largest.from))}`;
  const text = `${largest.count} alike${since}: one cause. Find it before repairing.`;
  return labelled(canvas, '!', text, { label: canvas.paint.broken, text: canvas.paint.broken });
}

function stacked(canvas: Canvas, { count, rule, suspects, type, kind, from, example }: GroupRow): string[] {
  const what = kind === '' ? type : `${type}: ${kind}`;
  const blame = suspects === '' ? [] : [`suspect ${suspects}`];
  const since = from === undefined ? [] : [`from ${from}${inBrackets(aboutWhen(canvas.screen, from))}`];
  const parts = [
    rule,
    what,
    ...blame,
    ...since,
    `e.g. ${nameToType(example, canvas.screen.typed ?? emptyLine())}`,
  ];
  return flow(
    canvas,
    `${count}`,
    parts.filter((part) => part !== '').map((part) => distinct(canvas, part)),
  );
}

/** Columns that hold nothing in any row are left out. */
function groupsTable(canvas: Canvas, rows: readonly GroupRow[]): string[] {
  const all = COLUMNS.map(({ title, text, whole = false }) => ({
    title,
    whole,
    texts: rows.map((row) => distinct(canvas, text(row, canvas.screen))),
  }));
  const columns = all.filter(({ texts }) => texts.some((text) => text !== ''));
  const widths = widthsOf(columns, canvas.screen.width - GAP * columns.length);
  const header = columns.map(({ title, texts }, i): Cell => {
    const placed = i === 0 ? title.padStart(widest([title, ...texts])) : title;
    return wrap(placed, widths[i] ?? 1).map((text) => ({ text, paint: canvas.paint.quiet }));
  });
  const body = rows.map((_, row) =>
    columns.map(({ title, texts }, i): Cell => {
      const text = texts[row] ?? '';
      const placed = i === 0 ? text.padStart(widest([title, ...texts])) : text;
      return wrapAtMost(placed, widths[i] ?? 1, MAX_LINES, canvas.ellipsis).map((line) => ({ text: line }));
    }),
  );
  return drawTable([header, ...body], widths);
}

function inBrackets(text: string): string {
  return text === '' ? '' : ` (${text})`;
}

interface Column {
  readonly title: string;
  readonly text: (row: GroupRow, screen: Screen) => string;
  /** Gets the width that it needs before the others share what is left. */
  readonly whole?: boolean;
}

const COLUMNS: readonly Column[] = [
  { title: 'count', text: ({ count }) => `${count}`, whole: true },
  { title: 'rule', text: ({ rule }) => rule },
  { title: 'suspect', text: ({ suspects }) => suspects },
  { title: 'where: what', text: ({ type, kind }) => (kind === '' ? type : `${type}: ${kind}`) },
  { title: 'from', text: ({ from }) => (from === undefined ? '' : `${from}`), whole: true },
  { title: 'when', text: ({ from }, screen) => (from === undefined ? '' : aboutWhen(screen, from)) },
  { title: 'e.g.', text: ({ example }, { typed }) => nameToType(example, typed ?? emptyLine()) },
];

interface Filled {
  readonly title: string;
  readonly texts: readonly string[];
  readonly whole: boolean;
}

function widthsOf(columns: readonly Filled[], room: number): number[] {
  const needs = columns.map(({ title, texts }) => widest([title, ...texts]));
  const fixed = columns.reduce((sum, { whole }, i) => sum + (whole ? (needs[i] ?? 0) : 0), 0);
  const shared = shareWidth(
    needs.filter((_, i) => !columns[i]?.whole),
    room - fixed,
  );
  return columns.map(({ whole }, i) => (whole ? (needs[i] ?? 1) : (shared.shift() ?? 1)));
}
