/**
 * Columns and characters of texts. The tables of all letters and emoji cost 56 ms on Node 20, more than bare node takes
 * to start, and hardly any report needs them: `prepareWidths` loads them before a report that does.
 */
import type stringWidth from 'string-width';

/**
 * ASCII and what reports themselves draw with, `…`, `→` and lines: each character by itself, one column wide. Escaped,
 * as one letter beyond Latin-1 in a pattern makes V8 hold the bundle's whole file in two bytes a character.
 */
const PLAIN = /^[ -~\u2026\u2192\u2500-\u257f]*$/;
/** Made when it is needed: it costs 8 ms. */
let segmenter: Intl.Segmenter | undefined;
let tables: typeof stringWidth | undefined;
/** UTF-16 units segmented at once: the segmenter spends the square of a text's length. */
const CHUNK = 512;

/** More UTF-16 units than this to a column are no text that is meant to be read. */
export const MAX_UNITS = 32;

/** To be awaited before the width of a text that is not plain is asked for. */
export async function prepareWidths(): Promise<void> {
  tables ??= (await import('string-width')).default;
}

/** Columns that a text without control characters takes. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  if (text.length <= CHUNK) return byTables(text);
  return charactersOf(text).reduce((width, character) => width + byTables(character), 0);
}

function byTables(text: string): number {
  if (tables === undefined) throw new Error('prepareWidths() must come before texts like this one');
  return tables(text);
}

/** Columns of the widest; 0 of none. They may be more than a call takes as arguments. */
export function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, widthOf(text)), 0);
}

/** Whether a text takes no more columns; megabytes are not measured for that. */
export function fits(text: string, width: number): boolean {
  return text.length <= width * MAX_UNITS && widthOf(text) <= width;
}

/** What a reader sees as one character each: never cut apart. */
export function charactersOf(text: string): readonly string[] {
  if (PLAIN.test(text)) return text.split('');
  const characters: string[] = [];
  for (let start = 0; start < text.length; ) start = takeChunk(text, start, CHUNK, characters);
  return characters;
}

/** The last character of a chunk may go on behind it, so the next chunk begins with it. */
function takeChunk(text: string, start: number, size: number, characters: string[]): number {
  const end = start + size;
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  const found = Array.from(segmenter.segment(text.slice(start, end)), ({ segment }) => segment);
  if (end < text.length) {
    const last = found.pop() ?? '';
    if (found.length === 0) return takeChunk(text, start, size * 2, characters);
    for (const one of found) characters.push(one);
    return end - last.length;
  }
  for (const one of found) characters.push(one);
  return text.length;
}

/** How many characters from `start` on fit the width. */
export function countFitting(characters: readonly string[], start: number, width: number): number {
  let used = 0;
  let end = start;
  for (; end < characters.length; end++) {
    used += widthOf(characters[end] ?? '');
    if (used > width) break;
  }
  return end - start;
}

/** Fills up with spaces to the width. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}
