/**
 * Whether heat_stacks and state list the same outputs, seen in their bytes. The writers are known: heat_stacks has each
 * output's fields sorted, the text inside state has them in another order, and else both are the same, byte for byte.
 * Nothing is assumed: each piece is shown to be one whole JSON value, so that equal pieces in equal places are equal
 * lists. What is written in any other way is not told, never guessed.
 */
import { ascii, behindText, closingQuote, compareStrings, ELSEWHERE } from './bytes.ts';
import { type Pair, passString, passText, passValue } from './pair.ts';

const EMPTY = ascii('[]');
const BEGIN = ascii('[');
const COMMA = ascii(', ');
const END = ascii(']');

/**
 * The place behind the list in `heat`, where `text` holds the same list, from `from` up to `to`.
 * @param at where the list begins in `heat`
 * @param values is given where each value lies: from and to in `heat`, from and to in `text`
 */
export function behindSameOutputs(
  heat: Uint8Array,
  at: number,
  text: Uint8Array,
  from: number,
  to: number,
  values: number[],
): number {
  const pair: Pair = { plain: heat, at, quoted: text, atQuoted: from };
  const same =
    passText(pair, EMPTY) || (passText(pair, BEGIN) && passOutputs(pair, values) && passText(pair, END));
  return same && pair.atQuoted === to ? pair.at : ELSEWHERE;
}

/** More are left to the rules: each key is compared with all before it. */
const MAX_OUTPUTS = 100;

function passOutputs(pair: Pair, values: number[]): boolean {
  const keys: number[] = [];
  do {
    const key = passOutput(pair, values);
    if (key < 0) return false;
    for (const other of keys) if (compareStrings(pair.plain, other, key) === 0) return false;
    keys.push(key);
  } while (keys.length < MAX_OUTPUTS && passText(pair, COMMA));
  return true;
}

const DESCRIPTION = ascii('{"description": ');
const KEY = ascii(', "output_key": ');
const VALUE = ascii(', "output_value": ');
const DESCRIPTION_IN_TEXT = ascii(', \\"description\\": ');
const KEY_IN_TEXT = ascii(', \\"output_key\\": ');
const VALUE_IN_TEXT = ascii('{\\"output_value\\": ');
const END_OF_OUTPUT = ascii('}');

/** Moves on behind the output; gives the place of its key's text in the one that is plain. */
function passOutput(pair: Pair, values: number[]): number {
  const { plain, quoted } = pair;
  const description = behindText(plain, pair.at, DESCRIPTION);
  const key = behindText(plain, behindString(plain, description), KEY);
  const value = behindText(plain, behindString(plain, key), VALUE);
  if (value < 0) return ELSEWHERE;
  const inText = behindText(quoted, pair.atQuoted, VALUE_IN_TEXT);
  if (!passAt(pair, value, inText, passValue)) return ELSEWHERE;
  const end = pair.at;
  values.push(value, end, inText, pair.atQuoted);
  const named =
    passAt(pair, description, behindText(quoted, pair.atQuoted, DESCRIPTION_IN_TEXT), passString) &&
    passAt(pair, key, behindText(quoted, pair.atQuoted, KEY_IN_TEXT), passString);
  const isEmpty = pair.at === key + '""'.length;
  pair.at = end;
  return named && !isEmpty && passText(pair, END_OF_OUTPUT) ? key + 1 : ELSEWHERE;
}

function behindString(bytes: Uint8Array, at: number): number {
  const end = at < 0 ? ELSEWHERE : closingQuote(bytes, at + 1);
  return end < 0 ? ELSEWHERE : end + 1;
}

function passAt(pair: Pair, at: number, atQuoted: number, pass: (pair: Pair) => boolean): boolean {
  if (atQuoted < 0) return false;
  pair.at = at;
  pair.atQuoted = atQuoted;
  return pass(pair);
}
