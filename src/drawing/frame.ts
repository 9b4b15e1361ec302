/** The shape that all screens share: a label at the left, text beside it, wrapped under itself. */
import { type Paint, type Painter, paintFor } from './paint.ts';
import { visible } from './sanitize.ts';
import type { Screen } from './screen.ts';
import { unmistakable } from './tell-apart.ts';
import { padTo, widthOf } from './width.ts';
import { wrap } from './wrap.ts';

/** A screen with what drawing on it needs. */
export interface Canvas {
  readonly screen: Screen;
  readonly paint: Paint;
  readonly ellipsis: string;
  readonly rule: string;
}

/** Width of the labels: `IN FLIGHT`, `STACKLESS` and a gap. */
export const INDENT = 11;

export function canvasFor(screen: Screen): Canvas {
  const [ellipsis, rule] = screen.unicode ? ['…', '─'] : ['...', '-'];
  return { screen, paint: paintFor(screen), ellipsis, rule };
}

/** Text from outside, safe to print. */
export function safe(canvas: Canvas, text: string): string {
  return visible(text, canvas.screen);
}

/** The same for what is said of a difference: no character in it can be taken for another. */
export function distinct(canvas: Canvas, text: string): string {
  return unmistakable(text, canvas.screen);
}

export interface Colours {
  readonly label?: Painter;
  readonly text?: Painter;
}

/** A label and its text, which must be safe to print; an empty label indents. */
export function labelled(canvas: Canvas, label: string, text: string, colours: Colours = {}): string[] {
  const lines = wrap(text, canvas.screen.width - INDENT);
  return lines.map((line, i) => labelledLine(i === 0 ? label : '', line, colours));
}

/** The same for one line that fits. */
export function labelledLine(label: string, line: string, colours: Colours = {}, indent = INDENT): string {
  const padded = padTo(label, indent);
  if (line === '') return colours.label?.(label) ?? label;
  const left = label === '' ? padded : (colours.label?.(padded) ?? padded);
  return left + (colours.text?.(line) ?? line);
}

/** Columns that are left beside the labels. */
export function textWidth(canvas: Canvas): number {
  return canvas.screen.width - INDENT;
}

/** Parts with two spaces between them, broken between parts where they don't fit a line. */
export function flow(
  canvas: Canvas,
  label: string,
  parts: readonly string[],
  colours: Colours = {},
): string[] {
  const rows: string[] = [];
  for (const part of parts) {
    const last = rows.at(-1);
    const joined = `${last}  ${part}`;
    if (last !== undefined && widthOf(joined) <= textWidth(canvas)) rows[rows.length - 1] = joined;
    else rows.push(part);
  }
  return rows.flatMap((row, i) => labelled(canvas, i === 0 ? label : '', row, colours));
}
