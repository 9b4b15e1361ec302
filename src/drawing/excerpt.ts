import { visible } from './sanitize.ts';
import type { Screen } from './screen.ts';
import { type Parts, partsOf } from './tell-apart.ts';
import { charactersOf, countFitting, MAX_UNITS, widthOf } from './width.ts';

export interface Excerpts {
  /** One a text, safe to print, no wider than asked for, all cut at the same place. */
  readonly lines: readonly string[];
  /** Column of the first differing character; absent where they differ from the start or it is not shown. */
  readonly caret?: number;
}

/** Texts that share no more than a quote differ from the start: a caret would tell nothing. */
const OPENING = 1;
/** How much of the width may go to what is equal before the difference. */
const CONTEXT_SHARE = 0.4;

/** What is never cut apart, and where the difference begins in it. */
interface Cells {
  readonly cells: readonly string[];
  readonly differsAt: number;
  /** Something was left out before the first. */
  readonly isCut: boolean;
}

/** Texts that differ, shortened around the place where they begin to, so that it is seen in place whatever it is. */
export function excerpt(texts: readonly string[], width: number, screen: Pick<Screen, 'unicode'>): Excerpts {
  const ellipsis = screen.unicode ? '\u2026' : '...';
  const whole = apartIfWide(
    partsOf(texts, screen).map((parts) => cellsAround(parts, width * MAX_UNITS, screen)),
    width - 2 * widthOf(ellipsis),
  );
  const [first = { cells: [], differsAt: 0, isCut: false }] = whole;
  const start = whole.every((one) => fitsWhole(one, width)) ? 0 : startOf(whole, width, ellipsis);
  const lead = start > 0 || first.isCut ? ellipsis : '';
  const lines = whole.map(({ cells }) => lead + cutAt(cells, start, width - widthOf(lead), ellipsis));
  const caret = widthOf(lead + first.cells.slice(start, first.differsAt).join(''));
  const opening = first.isCut ? OPENING + 1 : first.differsAt;
  return texts.length < 2 || opening <= OPENING || caret >= width ? { lines } : { lines, caret };
}

/** Of megabytes only what can come into sight. */
function cellsAround({ head, differing, tail }: Parts, most: number, screen: Pick<Screen, 'unicode'>): Cells {
  const shown = (text: string) => charactersOf(text).map((character) => visible(character, screen));
  const before = shown(head.slice(-most));
  const cells = [...before, ...differing.slice(0, most), ...shown(tail.slice(0, most))];
  return { cells, differsAt: before.length, isCut: head.length > most };
}

/** Where not even the one cell that decides has room, it is told letter by letter. */
function apartIfWide(whole: readonly Cells[], room: number): readonly Cells[] {
  if (whole.every((one) => widthOf(one.cells[one.differsAt] ?? '') <= room)) return whole;
  const letters = whole.map(({ cells, isCut }) => ({ cells: cells.flatMap(charactersOf), isCut }));
  const [first = [], ...others] = letters.map(({ cells }) => cells);
  const at = first.findIndex((letter, i) => others.some((other) => other[i] !== letter));
  return letters.map((one) => ({ ...one, differsAt: at < 0 ? first.length : at }));
}

function fitsWhole({ cells, isCut }: Cells, width: number): boolean {
  return !isCut && countFitting(cells, 0, width) === cells.length;
}

/** Goes back from the difference as far as the context reaches, and leaves room for the cell that decides. */
function startOf(whole: readonly Cells[], width: number, ellipsis: string): number {
  const [{ cells, differsAt } = { cells: [], differsAt: 0 }] = whole;
  const decides = Math.max(0, ...whole.map((one) => widthOf(one.cells[one.differsAt] ?? '')));
  const context = Math.min(Math.floor(width * CONTEXT_SHARE), width - 2 * widthOf(ellipsis) - decides);
  let used = 0;
  let start = differsAt;
  while (start > 0) {
    used += widthOf(cells[start - 1] ?? '');
    if (used > context) break;
    start--;
  }
  return start;
}

function cutAt(cells: readonly string[], start: number, width: number, ellipsis: string): string {
  const all = countFitting(cells, start, width);
  if (start + all >= cells.length) return cells.slice(start).join('');
  const count = countFitting(cells, start, width - widthOf(ellipsis));
  return cells.slice(start, start + count).join('') + ellipsis;
}
