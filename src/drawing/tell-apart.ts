/**
 * Texts that differ, made so that the difference can be seen: letters look alike (Latin and Cyrillic a), or the same
 * (composed or not), or like nothing (zero width). Where texts are equal they are left as they are.
 */
import { visible } from './sanitize.ts';
import type { Screen } from './screen.ts';

/** Three parts of one text: equal in all of them, differing, and equal again. */
export interface Parts {
  readonly head: string;
  /** What is never cut apart, safe to print: a character, or the escape that stands for one. */
  readonly differing: readonly string[];
  readonly tail: string;
}

/** The texts whole, each as it may be printed. */
export function tellApart(texts: readonly string[], screen: Pick<Screen, 'unicode'>): string[] {
  return partsOf(texts, screen).map(
    ({ head, differing, tail }) => visible(head, screen) + differing.join('') + visible(tail, screen),
  );
}

/** Equal texts, and a single one, have nothing but an end. */
export function partsOf(texts: readonly string[], screen: Pick<Screen, 'unicode'>): Parts[] {
  const start = commonStart(texts);
  const shortest = Math.min(...texts.map(({ length }) => length));
  if (texts.every((text) => text === texts[0]))
    return texts.map((text) => ({ head: '', differing: [], tail: text }));
  const end = commonEnd(texts, shortest - start);
  return texts.map((text) => {
    const places = new Set(texts.map((other) => commonStart([text, other])));
    return {
      head: text.slice(0, start),
      differing: cellsOf(text.slice(start, text.length - end), (at) => places.has(start + at), screen),
      tail: text.slice(text.length - end),
    };
  });
}

/** UTF-16 units that all begin with; no surrogate is parted from its other half. */
function commonStart(texts: readonly string[]): number {
  const [first = '', ...others] = texts;
  let at = 0;
  while (at < first.length && others.every((other) => other.charCodeAt(at) === first.charCodeAt(at))) at++;
  const parts = isHigh(first.charCodeAt(at - 1)) && texts.some((text) => isLow(text.charCodeAt(at)));
  return parts ? at - 1 : at;
}

function commonEnd([first = '', ...others]: readonly string[], most: number): number {
  let count = 0;
  const unit = (text: string) => text.charCodeAt(text.length - 1 - count);
  while (count < most && others.every((other) => unit(other) === unit(first))) count++;
  return count > 0 && isLow(first.charCodeAt(first.length - count)) ? count - 1 : count;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

function cellsOf(text: string, isPlace: (at: number) => boolean, screen: Pick<Screen, 'unicode'>): string[] {
  const blank = /^ *$/.test(text);
  let at = 0;
  return Array.from(text, (character) => {
    const decides = isPlace(at);
    at += character.length;
    if (character === ' ') return blank ? '\\u0020' : ' ';
    return decides ? visible(character, { unicode: false }) : unmistakable(character, screen);
  });
}

/** Letters whose readers know them apart. Few look alike across scripts; the first that differs is escaped anyway. */
const WELL_KNOWN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** What could be taken for another character is escaped, wherever it stands: for names and sentences about a difference. */
export function unmistakable(text: string, screen: Pick<Screen, 'unicode'>): string {
  if (/^[ -~]*$/.test(text)) return text;
  return Array.from(text, (character) => {
    const known = WELL_KNOWN.test(character) && character.normalize('NFKC') === character;
    return visible(character, known ? screen : { unicode: false });
  }).join('');
}
