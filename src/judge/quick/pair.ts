/**
 * The same JSON in two places: as it is, and inside a string, with a backslash before each quote. Each function moves on
 * behind what it names, where that is one whole value and the same in both; else it says false, and nothing is known.
 */
import { ascii, BACKSLASH, behindText, compareStrings, isDigit, PLAIN, QUOTE } from './bytes.ts';

export interface Pair {
  plain: Uint8Array;
  at: number;
  /** Where the quotes are escaped. */
  quoted: Uint8Array;
  atQuoted: number;
}

/** @param text without quotes */
export function passText(pair: Pair, text: Uint8Array): boolean {
  const at = behindText(pair.plain, pair.at, text);
  const atQuoted = behindText(pair.quoted, pair.atQuoted, text);
  if (at < 0 || atQuoted < 0) return false;
  pair.at = at;
  pair.atQuoted = atQuoted;
  return true;
}

/** A string without escapes, but for those of its two quotes. */
export function passString(pair: Pair): boolean {
  if (!passQuote(pair)) return false;
  const { plain, quoted } = pair;
  let { at, atQuoted } = pair;
  for (; at < plain.length; at++, atQuoted++) {
    const byte = plain[at] as number;
    if (PLAIN[byte] !== 1 || quoted[atQuoted] !== byte) break;
  }
  pair.at = at;
  pair.atQuoted = atQuoted;
  return passQuote(pair);
}

function passQuote(pair: Pair): boolean {
  const { plain, at, quoted, atQuoted } = pair;
  if (plain[at] !== QUOTE || quoted[atQuoted] !== BACKSLASH || quoted[atQuoted + 1] !== QUOTE) return false;
  pair.at += 1;
  pair.atQuoted += 2;
  return true;
}

/** Deeper values are left to the lossless reader, which bounds the depth. */
const DEEPEST = 32;

const LIST = 0x5b;
const OBJECT = 0x7b;
const [NULL, TRUE, FALSE] = [ascii('null'), ascii('true'), ascii('false')];

/** Any value as `json.dumps(…, sort_keys=True)` writes it, but for fractions and exponents. */
export function passValue(pair: Pair, depth = 0): boolean {
  const first = pair.plain[pair.at];
  if (first === QUOTE) return passString(pair);
  if (first === LIST) return depth < DEEPEST && passList(pair, depth);
  if (first === OBJECT) return depth < DEEPEST && passObject(pair, depth);
  return passNumber(pair) || passText(pair, NULL) || passText(pair, TRUE) || passText(pair, FALSE);
}

const [COMMA, COLON, SPACE] = [0x2c, 0x3a, 0x20];
const [END_LIST, END_OBJECT] = [0x5d, 0x7d];

function passByte(pair: Pair, byte: number): boolean {
  if (pair.plain[pair.at] !== byte || pair.quoted[pair.atQuoted] !== byte) return false;
  pair.at++;
  pair.atQuoted++;
  return true;
}

/** With the space behind it. */
function passSeparator(pair: Pair, byte: number): boolean {
  return passByte(pair, byte) && passByte(pair, SPACE);
}

function passList(pair: Pair, depth: number): boolean {
  if (!passByte(pair, LIST)) return false;
  if (passByte(pair, END_LIST)) return true;
  for (;;) {
    if (!passValue(pair, depth + 1)) return false;
    if (passByte(pair, END_LIST)) return true;
    if (!passSeparator(pair, COMMA)) return false;
  }
}

/** The keys must rise, as the writer sorts them: so none is there twice. */
function passObject(pair: Pair, depth: number): boolean {
  if (!passByte(pair, OBJECT)) return false;
  if (passByte(pair, END_OBJECT)) return true;
  for (let before = -1; ; ) {
    const key = pair.at + 1;
    if (!passString(pair) || !passSeparator(pair, COLON) || !passValue(pair, depth + 1)) return false;
    if (before >= 0 && compareStrings(pair.plain, before, key) >= 0) return false;
    before = key;
    if (passByte(pair, END_OBJECT)) return true;
    if (!passSeparator(pair, COMMA)) return false;
  }
}

const MINUS = 0x2d;
const ZERO = 0x30;

/** A whole number. What can't follow one (a fraction, an exponent, a digit behind 0) is met by whoever reads on. */
function passNumber(pair: Pair): boolean {
  const { plain, quoted } = pair;
  const first = plain[pair.at] === MINUS ? pair.at + 1 : pair.at;
  if (!isDigit(plain[first])) return false;
  let end = first + 1;
  while (plain[first] !== ZERO && isDigit(plain[end])) end++;
  let atQuoted = pair.atQuoted;
  for (let i = pair.at; i < end; i++) if (quoted[atQuoted++] !== plain[i]) return false;
  pair.at = end;
  pair.atQuoted = atQuoted;
  return true;
}
