/**
 * Cuts what is left of a range into parts of about a page: etcd counts a range to its end for each page of it, so a range
 * that holds just a page costs the least, and parts can be read side by side.
 */
import { latin1 } from '../bytes.ts';
import type { NameRange } from './ranges.ts';

/** Twelve hexadecimal digits fit a number exactly. */
const DIGITS = 12;
const PLACES = 16 ** DIGITS;
const PRINTABLE = Array.from({ length: 94 }, (_, i) => String.fromCharCode(0x21 + i));

/** What was read of a range. */
export interface Read {
  /** The first name. */
  readonly first: Uint8Array;
  /** How many keys, and how many are left behind them. */
  readonly keys: number;
  readonly keysLeft: number;
}

/**
 * So many parts, in order and without gaps; fewer where the names give no clue how they lie. IDs are mostly random
 * hexadecimal digits, so the place of the others follows from how close those lie that were read; where other characters
 * stand there, the range is cut at each of them. Where that misleads, a part has few keys, or many and is cut again;
 * nothing is left out.
 * @param left what lies behind those that were read
 */
export function cutRange(left: NameRange, read: Read, parts: number): NameRange[] {
  const [from, first] = [latin1(left.from, 0), latin1(read.first, 0)];
  const to = left.to === undefined ? undefined : latin1(left.to, 0);
  const edges = evenEdges(first, from, read, parts) ?? letterEdges(first, from);
  const inside = edges.filter((edge) => edge > from && (to === undefined || edge < to));
  if (parts < 2 || inside.length === 0) return [left];
  const bounds = inside.map((edge) => Buffer.from(edge, 'latin1'));
  return [left.from, ...bounds].map((start, i) => ({ ...left, from: start, to: bounds[i] ?? left.to }));
}

/**
 * Edges of equal width up to where the last of the names is likely to lie, behind the longest beginning that all of them
 * are likely to have. Undefined where no digits stand there.
 */
function evenEdges(
  first: string,
  from: string,
  { keys, keysLeft }: Read,
  parts: number,
): string[] | undefined {
  for (let length = commonLength(first, from); length >= 0; length--) {
    const [low, high] = [placeOf(first, length), placeOf(from, length)];
    if (low === undefined || high === undefined) continue;
    const end = high + ((high - low) / keys) * keysLeft;
    if (end > PLACES && placeOf(from, length - 1) !== undefined) continue;
    const width = (Math.min(end, PLACES) - high) / parts;
    const stem = from.slice(0, length);
    const places = Array.from({ length: parts - 1 }, (_, i) => Math.floor(high + (i + 1) * width));
    return [...new Set(places)].map((place) => stem + place.toString(16).padStart(DIGITS, '0'));
  }
  return undefined;
}

function letterEdges(first: string, from: string): string[] {
  const stem = from.slice(0, commonLength(first, from));
  return PRINTABLE.map((letter) => stem + letter);
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

/** Where a name lies by the hexadecimal digits at this place; undefined where there are none. */
function placeOf(name: string, at: number): number | undefined {
  const digits = at < 0 ? '' : (/^[0-9a-f]*/.exec(name.slice(at, at + DIGITS))?.[0] ?? '');
  return digits === '' ? undefined : Number.parseInt(digits.padEnd(DIGITS, '0'), 16);
}
