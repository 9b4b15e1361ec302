import {
  KEY_FROM,
  KEY_TO,
  OFFSETS,
  type PackedKeys,
  VALUE_FROM,
  VALUE_TO,
  viewOf,
} from '../../stages/packed.ts';
import type { RangeResult, StoredKey } from '../source.ts';

/** Keys of a source that has each by itself, copied to where they lie together. */
export function packKeys(keys: readonly StoredKey[]): PackedKeys<StoredKey> {
  const places = new Int32Array(keys.length * OFFSETS);
  const parts: Uint8Array[] = [];
  let end = 0;
  const put = (bytes: Uint8Array, from: number, to: number) => {
    parts.push(bytes);
    places[from] = end;
    end += bytes.length;
    places[to] = end;
  };
  keys.forEach(({ rawKey, value }, n) => {
    put(rawKey, n * OFFSETS + KEY_FROM, n * OFFSETS + KEY_TO);
    put(value, n * OFFSETS + VALUE_FROM, n * OFFSETS + VALUE_TO);
  });
  const bytes = Buffer.concat(parts);
  return {
    bytes,
    view: viewOf(bytes),
    offsets: places,
    length: keys.length,
    entry: (n) => keys[n] as StoredKey,
  };
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
