import { isAscii } from 'node:buffer';
import { prepareWidths } from './width.ts';

/** Makes ready for a report of this result, whatever it tells of it. Reports themselves wait for nothing. */
export async function prepareWidthsFor(result: unknown): Promise<void> {
  if (mayTellLetters(result)) await prepareWidths();
}

/**
 * Whether anything but ASCII may come out of what is stored here, in JSON's escapes too. Rather once too often: escapes
 * can be nested (`state.heat_outputs` is JSON in JSON), but `\\u` is in the bytes of each.
 */
export function mayTellLetters(value: unknown): boolean {
  if (typeof value === 'string') return LETTERS.test(value);
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Uint8Array) return !isAscii(value) || bytesOf(value).includes(ESCAPE);
  if (value instanceof Map) return [...value].some(mayTellLetters);
  return Object.entries(value).some(([name, inner]) => mayTellLetters(name) || mayTellLetters(inner));
}

const ESCAPE = '\\u';
const LETTERS = /[\u0080-\uffff]|\\u/;

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
