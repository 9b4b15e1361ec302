/**
 * Reading JSON where it lies, byte by byte, in the one form that Python's `json.dumps` gives it and without making a text
 * of anything: a scan looks at each byte of all documents. Places are offsets; `ELSEWHERE` says that what is there is
 * written in another way, and never that it is wrong.
 */
export const ELSEWHERE = -1;

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
const ZERO = 0x30;

/** 1 for what stands for itself in a string of ASCII: no quote, no backslash, nothing that does not print. */
export const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x7f && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

export const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** The place behind this text, where it stands here. */
export function behindText(bytes: Uint8Array, at: number, text: Uint8Array): number {
  const end = at + text.length;
  if (at < 0 || end > bytes.length) return ELSEWHERE;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return ELSEWHERE;
  return end;
}

/** The place of this text, where it ends here. */
export function textBefore(bytes: Uint8Array, end: number, text: Uint8Array): number {
  return behindText(bytes, end - text.length, text) < 0 ? ELSEWHERE : end - text.length;
}

/** The place behind this word, where it stands here. */
export function behindWord(bytes: Uint8Array, at: number, word: string): number {
  if (at < 0 || at + word.length > bytes.length) return ELSEWHERE;
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return ELSEWHERE;
  return at + word.length;
}

/** The place of the closing quote of a string without escapes. @param at behind the opening one */
export function closingQuote(bytes: Uint8Array, at: number): number {
  if (at < 0) return ELSEWHERE;
  let place = at;
  while (place < bytes.length && PLAIN[bytes[place] as number] === 1) place++;
  return bytes[place] === QUOTE ? place : ELSEWHERE;
}

/** Below 0, 0 or above, as the string that begins at `a` is lower than, the same as or higher than the one at `b`. */
export function compareStrings(bytes: Uint8Array, a: number, b: number): number {
  let i = 0;
  while (bytes[a + i] === bytes[b + i] && bytes[a + i] !== QUOTE) i++;
  const [left, right] = [bytes[a + i] as number, bytes[b + i] as number];
  if (left === right) return 0;
  // The quote that ends one of them, and is in neither, is no letter: there are lower ones.
  if (left === QUOTE || right === QUOTE) return left === QUOTE ? -1 : 1;
  return left - right;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}

/** Most digits of a version that is told here. */
const MAX_DIGITS = 15;

/** The place of the first digit of the positive whole number that ends here. @param least nothing before it is looked at */
export function digitsBefore(bytes: Uint8Array, end: number, least: number): number {
  let from = end;
  while (from > least && isDigit(bytes[from - 1])) from--;
  return from === end || end - from > MAX_DIGITS || bytes[from] === ZERO ? ELSEWHERE : from;
}

/** What these digits say. */
export function numberBetween(bytes: Uint8Array, from: number, end: number): number {
  let value = 0;
  for (let i = from; i < end; i++) value = value * 10 + (bytes[i] as number) - ZERO;
  return value;
}

/** The bytes as text. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.prototype.latin1Slice.call(bytes, from, to);
}
