import { charactersOf, countFitting, fits, MAX_UNITS, widthOf } from './width.ts';

/** Lines no wider than the width. Words stay whole where they fit a line; longer ones are broken at the width. */
export function wrap(text: string, width: number): string[] {
  if (fits(text, width)) return [text];
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    if (line !== undefined && fits(word, width) && widthOf(line) + 1 + widthOf(word) <= width) {
      line += ` ${word}`;
      continue;
    }
    if (line !== undefined) lines.push(line);
    const pieces = breakAt(word, width);
    line = pieces.pop() ?? '';
    for (const piece of pieces) lines.push(piece);
  }
  return line === undefined ? lines : [...lines, line];
}

/** At most so many lines; where there are more, the last one ends with the ellipsis. */
export function wrapAtMost(text: string, width: number, most: number, ellipsis: string): string[] {
  const beginning = text.slice(0, width * most * MAX_UNITS);
  const lines = wrap(beginning, width);
  if (lines.length <= most && beginning.length === text.length) return lines;
  const last = lines[most - 1] ?? '';
  const room = width - widthOf(ellipsis);
  return [...lines.slice(0, most - 1), cut(last, room, '') + ellipsis];
}

/** The beginning of a text, with the ellipsis where it does not fit the width. */
export function cut(text: string, width: number, ellipsis: string): string {
  if (fits(text, width)) return text;
  const characters = charactersOf(text.slice(0, width * MAX_UNITS));
  const count = countFitting(characters, 0, width - widthOf(ellipsis));
  return characters.slice(0, count).join('') + ellipsis;
}

/** Each piece takes at least one character, even where that is too wide by itself. */
function breakAt(word: string, width: number): string[] {
  if (fits(word, width)) return [word];
  const characters = charactersOf(word);
  const pieces: string[] = [];
  for (let start = 0; start < characters.length; ) {
    const count = Math.max(1, countFitting(characters, start, width));
    pieces.push(characters.slice(start, start + count).join(''));
    start += count;
  }
  return pieces;
}
