import {
  KEY_FROM,
  KEY_TO,
  PLACES,
  type PlacedKeys,
  VALUE_FROM,
  VALUE_TO,
  viewOf,
} from '../../stages/placed.ts';
import type { RangeResult, StoredKey } from '../source.ts';

/** Keys of a source that has each by itself, copied to where they lie together. */
export function placedTogether(keys: readonly StoredKey[]): PlacedKeys<StoredKey> {
  const places = new Int32Array(keys.length * PLACES);
  const parts: Uint8Array[] = [];
  let end = 0;
  const put = (bytes: Uint8Array, from: number, to: number) => {
    parts.push(bytes);
    places[from] = end;
    end += bytes.length;
    places[to] = end;
  };
  keys.forEach(({ rawKey, value }, n) => {
    put(rawKey, n * PLACES + KEY_FROM, n * PLACES + KEY_TO);
    put(value, n * PLACES + VALUE_FROM, n * PLACES + VALUE_TO);
  });
  const bytes = Buffer.concat(parts);
  return { bytes, view: viewOf(bytes), places, length: keys.length, entry: (n) => keys[n] as StoredKey };
}

/** How many keys came, without making one. */
export function keysSent(range: RangeResult | undefined): number {
  return range?.placed?.length ?? range?.keys.length ?? 0;
}

/** The last of them. */
export function lastSent(range: RangeResult | undefined): StoredKey | undefined {
  if (range?.placed === undefined) return range?.keys.at(-1);
  return range.placed.length > 0 ? range.placed.entry(range.placed.length - 1) : undefined;
}

/** The first of them. */
export function firstSent(range: RangeResult | undefined): StoredKey | undefined {
  if (range?.placed === undefined) return range?.keys[0];
  return range.placed.length > 0 ? range.placed.entry(0) : undefined;
}
