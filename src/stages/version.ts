import { type Json, NumberText } from './json.ts';

/** A version is a positive integer of any size, written as one: `1.0` and `1e0` are none. */
export function readVersion(value: Json | undefined): bigint | undefined {
  return value instanceof NumberText && /^[1-9]\d*$/.test(value.text) ? BigInt(value.text) : undefined;
}
