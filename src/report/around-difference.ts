import { charactersOf, countFitting, fits, widthOf } from './width.ts';

export interface Excerpts {
  /** One a text, no wider than asked for, all cut at the same place. */
  readonly lines: readonly string[];
  /** Column of the first differing character; absent where they differ from the start or it is not shown. */
  readonly caret?: number;
}

/** Texts that share no more than a quote differ from the start: a caret would tell nothing. */
const OPENING = 1;
/** How much of the width may go to what is equal before the difference. */
const CONTEXT_SHARE = 0.4;

/** Texts that differ, shortened around the place where they begin to, so that it is seen in place. */
export function aroundDifference(texts: readonly string[], width: number, ellipsis: string): Excerpts {
  const whole = texts.map(charactersOf);
  const differsAt = commonPrefix(whole);
  const start = texts.every((text) => fits(text, width)) ? 0 : startOf(whole[0] ?? [], differsAt, width);
  const lead = start > 0 ? ellipsis : '';
  const lines = whole.map((characters) => lead + excerpt(characters, start, width - widthOf(lead), ellipsis));
  const caret = widthOf(lead + (whole[0] ?? []).slice(start, differsAt).join(''));
  return differsAt <= OPENING || caret >= width ? { lines } : { lines, caret };
}

function commonPrefix(texts: readonly (readonly string[])[]): number {
  const [first = [], ...others] = texts;
  if (others.length === 0) return 0;
  const at = first.findIndex((character, i) => others.some((other) => other[i] !== character));
  return at < 0 ? first.length : at;
}

/** Goes back from the difference as far as the context reaches. */
function startOf(characters: readonly string[], differsAt: number, width: number): number {
  const context = Math.floor(width * CONTEXT_SHARE);
  let used = 0;
  let start = differsAt;
  while (start > 0) {
    used += widthOf(characters[start - 1] ?? '');
    if (used > context) break;
    start--;
  }
  return start;
}

function excerpt(characters: readonly string[], start: number, width: number, ellipsis: string): string {
  const all = countFitting(characters, start, width);
  if (start + all >= characters.length) return characters.slice(start).join('');
  const count = countFitting(characters, start, width - widthOf(ellipsis));
  return characters.slice(start, start + count).join('') + ellipsis;
}
