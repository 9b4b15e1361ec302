import { ascii, BACKSLASH, behindText, numberBefore, QUOTE, textBefore } from './fast-bytes.ts';

const HEAD = ascii('{"body": "');
const TAILS = [false, true].map((marked) => ascii(`", "marked_for_deletion": ${marked}, "version": `));
const END = ascii('}');

/** The version in a config as its writer writes it, without taking its body apart. */
export function wantedVersion(bytes: Uint8Array): number | undefined {
  const body = behindText(bytes, 0, HEAD);
  const version = numberBefore(bytes, textBefore(bytes, bytes.length, END));
  if (body < 0 || version === undefined) return undefined;
  const told = TAILS.some((tail) => endsText(bytes, body, textBefore(bytes, version.from, tail)));
  return told ? version.value : undefined;
}

const SPACE = 0x20;
const TILDE = 0x7e;

/** Whether what lies between is the inside of one JSON string of ASCII. */
function endsText(bytes: Uint8Array, from: number, to: number): boolean {
  if (to < from) return false;
  let at = from;
  while (at < to) {
    const byte = bytes[at] as number;
    if (byte === QUOTE || byte < SPACE || byte > TILDE) return false;
    at += byte === BACKSLASH ? escapeLength(bytes, at) : 1;
  }
  return at === to;
}

const SIMPLE = new Set(ascii('"\\/bfnrt'));
const UNICODE = 0x75;
const HEX = new Set(ascii('0123456789abcdefABCDEF'));

/** Longer than any text where there is no such escape. */
function escapeLength(bytes: Uint8Array, at: number): number {
  const letter = bytes[at + 1] as number;
  // Nearly all are quotes: a body is JSON itself.
  if (letter === QUOTE || SIMPLE.has(letter)) return 2;
  const digits = bytes.subarray(at + 2, at + 6);
  return letter === UNICODE && digits.length === 4 && digits.every((digit) => HEX.has(digit)) ? 6 : Infinity;
}
