import stringWidth from 'string-width';

const ASCII = /^[ -~]*$/;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns that a text without control characters takes. */
export function widthOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

/** What a reader sees as one character each: never cut apart. */
export function charactersOf(text: string): readonly string[] {
  if (ASCII.test(text)) return text.split('');
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
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
