import stringWidth from 'string-width';

const ASCII = /^[ -~]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** UTF-16 units segmented at once: the segmenter spends the square of a text's length. */
const CHUNK = 512;

/** More UTF-16 units than this to a column are no text that is meant to be read. */
export const MOST_UNITS = 32;

/** Columns that a text without control characters takes. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  if (text.length <= CHUNK) return stringWidth(text);
  return charactersOf(text).reduce((width, character) => width + stringWidth(character), 0);
}

/** Whether a text takes no more columns; megabytes are not measured for that. */
export function fits(text: string, width: number): boolean {
  return text.length <= width * MOST_UNITS && widthOf(text) <= width;
}

/** What a reader sees as one character each: never cut apart. */
export function charactersOf(text: string): readonly string[] {
  if (ASCII.test(text)) return text.split('');
  const characters: string[] = [];
  for (let start = 0; start < text.length; ) start = takeChunk(text, start, CHUNK, characters);
  return characters;
}

/** The last character of a chunk may go on behind it, so the next chunk begins with it. */
function takeChunk(text: string, start: number, size: number, characters: string[]): number {
  const end = start + size;
  const found = Array.from(graphemes.segment(text.slice(start, end)), ({ segment }) => segment);
  if (end < text.length) {
    const last = found.pop() ?? '';
    if (found.length === 0) return takeChunk(text, start, size * 2, characters);
    characters.push(...found);
    return end - last.length;
  }
  characters.push(...found);
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
