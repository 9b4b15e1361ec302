import { type Cell, GAP, type Ink, shareWidth, sideBySide } from '../../../drawing/cells.ts';
import { commandLines } from '../../../drawing/command-line.ts';
import { type Canvas, canvasFor, flow, labelled, safe } from '../../../drawing/frame.ts';
import { sourceParts, verdictPainter, verdictWord } from '../../../drawing/headline.ts';
import type { Screen } from '../../../drawing/screen.ts';
import { widest } from '../../../drawing/width.ts';
import { cut } from '../../../drawing/wrap.ts';
import type { Verdict } from '../../../judge/finding.ts';
import type { Masked } from '../../../secrets/masked.ts';
import type { ResourceRef } from '../../../stages/keys.ts';
import { emptyLine, nameToType, suggest } from '../../../suggestion.ts';
import type { ListedResource, ListFilter, ListResult } from '../result.ts';

/** A row in words, safe to print. */
interface Words {
  readonly verdict: Verdict;
  readonly texts: readonly string[];
}

const TITLES = ['resource', 'verdict', 'status', 'version', 'tenant', 'name', 'found in'];
/** What tells one row from another is never cut; these, the tenant and all behind it, may be. */
const FIRST_CUT = 4;
/** Columns below which nothing can be made of a text that is cut. */
const LEAST = 8;
const MOST_NEEDED = 60;
const VERDICT = 1;

/** One row a resource, then how many of how many; the last line is what to type next. */
export function renderList(result: ListResult, screen: Screen): string {
  const canvas = canvasFor(screen);
  const rows = result.rows.map((row) => wordsOf(canvas, row));
  const list = rows.length === 0 ? [] : [...rowsOf(canvas, rows), ''];
  const lines = [
    ...result.notes.flatMap((note) =>
      labelled(canvas, 'NOTE', safe(canvas, note), { label: canvas.paint.warning }),
    ),
    ...list,
    ...summary(canvas, result),
    ...flow(canvas, 'source', sourceParts(canvas, result.source), { label: canvas.paint.quiet }),
    ...next(canvas, result.rows),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function wordsOf(canvas: Canvas, row: Masked<ListedResource>): Words {
  const { ref, verdict, status, version, wanted, tenantId, name, matched } = row;
  const texts = [
    nameToType(ref, canvas.screen.typed ?? emptyLine()),
    verdict,
    status ?? '-',
    versionText(version, wanted),
    tenantId || '-',
    name || '-',
    ...(matched === undefined ? [] : [[...new Set(matched.map(({ place }) => place))].join(', ')]),
  ];
  return { verdict, texts: texts.map((text) => safe(canvas, text)) };
}

function versionText(version: bigint | undefined, wanted: bigint | undefined): string {
  if (wanted === undefined) return String(version ?? '-');
  return `${version ?? '-'} of ${wanted}`;
}

function rowsOf(canvas: Canvas, rows: readonly Words[]): string[] {
  const titles = TITLES.slice(0, rows[0]?.texts.length);
  const needs = titles.map((title, i) => {
    const need = widest([title, ...rows.map(({ texts }) => texts[i] ?? '')]);
    return i < FIRST_CUT ? need : Math.min(need, MOST_NEEDED);
  });
  const room = needs.slice(0, FIRST_CUT).reduce((left, need) => left - need - GAP, canvas.screen.width);
  const cuttable = needs.slice(FIRST_CUT);
  const shared = shareWidth(cuttable, room - GAP * (cuttable.length - 1));
  if (shared.some((width, i) => width < Math.min(LEAST, cuttable[i] ?? 0)))
    return rows.flatMap((row) => stacked(canvas, titles, row));
  return table(canvas, titles, rows, [...needs.slice(0, FIRST_CUT), ...shared]);
}

function table(
  { paint, ellipsis }: Canvas,
  titles: readonly string[],
  rows: readonly Words[],
  widths: readonly number[],
): string[] {
  const header: Cell[] = titles.map((title) => [{ text: title, paint: paint.quiet }]);
  const body = rows.map(({ verdict, texts }) =>
    texts.map((text, i): Cell => {
      const ink: Ink = { text: cut(text, widths[i] ?? 1, ellipsis) };
      return [i === VERDICT ? { ...ink, paint: verdictPainter(paint, verdict) } : ink];
    }),
  );
  return sideBySide([header, ...body], widths);
}

/** Where a line holds no row: verdict and name first, then what there is to tell, each by its title. */
function stacked(canvas: Canvas, titles: readonly string[], { verdict, texts }: Words): string[] {
  const [name = '', , ...others] = texts;
  const told = others.flatMap((text, i) => (text === '-' ? [] : [`${titles[i + 2]} ${text}`]));
  const label = verdictPainter(canvas.paint, verdict);
  return [...flow(canvas, verdictWord(verdict), [name], { label }), ...flow(canvas, '', told)];
}

function summary(canvas: Canvas, { rows, resources, filter }: ListResult): string[] {
  const asked = filterText(filter);
  const of = `${resources} ${resources === 1 ? 'resource' : 'resources'}`;
  const text =
    rows.length === 0 && asked !== '' ? `none of ${of}${asked}` : `${rows.length} of ${of}${asked}`;
  const where =
    rows.length === 0 && filter.match !== undefined
      ? "; looked for in IDs, outputs' keys and values, and /config's body, but not in what is secret"
      : '';
  return labelled(canvas, 'listed', safe(canvas, text + where), { label: canvas.paint.quiet });
}

function filterText({ match, verdicts, tenant }: ListFilter): string {
  const parts = [
    ...(match === undefined ? [] : [`match "${match}"`]),
    ...(verdicts === undefined ? [] : [`verdict ${verdicts.join(' or ')}`]),
    ...(tenant === undefined ? [] : [`tenant ${tenant}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** Of the first that is broken, else of the first. */
function next(canvas: Canvas, rows: readonly Masked<ListedResource>[]): string[] {
  const one = rows.find(({ verdict }) => verdict === 'broken') ?? rows[0];
  const of: ResourceRef[] = one === undefined ? [] : [one.ref];
  return of.length === 0 ? [] : commandLines(canvas, suggest('show', { of }));
}
