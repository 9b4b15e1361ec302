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

/** Cells in columns, without a table's package, which takes as long to load as all else that `show` draws. */
export function sideBySide(rows: readonly (readonly Cell[])[], widths: readonly number[]): string[] {
  return rows.flatMap(linesOf).map((line) => {
    const last = line.findLastIndex((ink) => columnsOf(ink) > 0);
    return line
      .slice(0, last + 1)
      .map((ink, i) => drawn(ink) + ' '.repeat(i === last ? 0 : (widths[i] ?? 0) + GAP - columnsOf(ink)))
      .join('');
  });
}

/** Line by line, what each cell has on it. */
export function linesOf(row: readonly Cell[]): (Ink | undefined)[][] {
  const height = Math.max(...row.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) => row.map((cell) => cell[line]));
}

export function columnsOf(ink: Ink | undefined): number {
  return widthOf(ink?.text ?? '');
}

/** What has no width has no text. */
export function drawn(ink: Ink | undefined): string {
  if (ink === undefined || columnsOf(ink) === 0) return '';
  return ink.paint?.(ink.text) ?? ink.text;
}

/**
 * Shares a width among columns: who needs no more than a fair share gets what it needs, the others share the rest.
 * Each gets at least one.
 */
export function shareWidth(needs: readonly number[], available: number): number[] {
  const widths = needs.map(() => 0);
  let open = needs.map((_, i) => i);
  let left = available;
  for (;;) {
    const share = Math.floor(left / Math.max(1, open.length));
    const modest = open.filter((i) => (needs[i] ?? 0) <= share);
    if (modest.length === 0) {
      for (const i of open) widths[i] = Math.max(1, share);
      return widths;
    }
    for (const i of modest) {
      widths[i] = Math.max(1, needs[i] ?? 0);
      left -= widths[i] ?? 0;
    }
    open = open.filter((i) => !modest.includes(i));
  }
}
