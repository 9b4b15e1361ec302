/**
 * How far a page reaches. etcd counts the range of a page to its end, so a range that holds just a page costs the least.
 * IDs are mostly random hexadecimal digits: where the next page ends follows from how close they lay so far. Where that
 * misleads, a page has fewer keys or its limit cuts it short, and the next guess is better; nothing is left out.
 */
import type { Page } from './pages.ts';
import type { NameRange } from './ranges.ts';

/** What is known of the resources of a range, from those seen before. */
export interface Stride {
  /** Of one resource. */
  readonly resourceBytes: number;
  /** Keys of the fullest area in each unit of `placeOf`; absent where nothing is known of it. */
  readonly density?: number;
}

/** A first guess of what a resource has; the pages correct it. */
export const FIRST_STRIDE: Stride = { resourceBytes: 4000 };

/** Bytes that a page may have: large enough to be cheap, small enough that a few of them are no memory. */
const PAGE_BYTES = 1024 * 1024;

/** So many resources are a page. */
export function keysOfPage({ resourceBytes }: Stride, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(PAGE_BYTES / resourceBytes)));
}

/** Share of a page that is aimed at: IDs don't lie evenly, and a page that its limit cuts short costs another one. */
const FILLED = 2 / 3;

/** The beginning of the range that is likely to hold a page of so many keys; all of it where nothing is known. */
export function windowOf(range: NameRange, { density }: Stride, keys: number): NameRange {
  const from = placeOf(range, range.from);
  if (density === undefined || from === undefined) return range;
  const place = Math.ceil(from + (keys * FILLED) / density);
  const to = Buffer.from(`${range.type}/${place.toString(16).padStart(DIGITS, '0')}`);
  const inside = place < PLACES && (range.to === undefined || Buffer.compare(to, range.to) < 0);
  return inside ? { ...range, to } : range;
}

/** Farthest that one page, which may be empty, moves the guess. */
const MOST_CHANGE = 4;

export function strideAfter(before: Stride, window: NameRange, page: Page): Stride {
  const { resourceBytes = before.resourceBytes, keysAhead } = page;
  const from = placeOf(window, window.from);
  if (from === undefined) return { ...before, resourceBytes };
  const seen = keysAhead / (endOf(window) - from);
  if (before.density === undefined) return seen > 0 ? { resourceBytes, density: seen } : { resourceBytes };
  const [least, most] = [before.density / MOST_CHANGE, before.density * MOST_CHANGE];
  return { resourceBytes, density: Math.min(most, Math.max(least, (before.density + seen) / 2)) };
}

const DIGITS = 8;
const PLACES = 16 ** DIGITS;

function endOf(range: NameRange): number {
  return (range.to === undefined ? undefined : placeOf(range, range.to)) ?? PLACES;
}

/**
 * Where a name lies among those of its type, by the hexadecimal digits that its ID begins with: no name is before its
 * place. Undefined where it begins with something else that lies behind digits.
 */
function placeOf({ type }: NameRange, name: Uint8Array): number | undefined {
  const text = Buffer.from(name).toString('latin1');
  if (type === undefined || !text.startsWith(`${type}/`)) return undefined;
  const id = text.slice(type.length + 1, type.length + 1 + DIGITS);
  const [digits = '', behind = ''] = /^([0-9a-f]*)(.?)/s.exec(id)?.slice(1) ?? [];
  return behind > '9' ? undefined : Number.parseInt(digits.padEnd(DIGITS, '0'), 16);
}
