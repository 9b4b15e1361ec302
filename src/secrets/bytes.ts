import type { JsonObject } from '../stages/json.ts';
import { readObjectBytes } from '../stages/json-read.ts';
import { pythonSorted } from '../stages/json-write.ts';
import { type Masker, maskJson, maskPlainText } from './mask.ts';

/** Stored values with their secrets masked; the same bytes where there are none. */
export function maskBytes(masker: Masker, bytes: Uint8Array): Uint8Array {
  const reading = readObjectBytes(bytes);
  if ('problem' in reading) return maskUnreadable(masker, bytes);
  const masked = maskJson(masker, reading.object, '');
  return masked === reading.object ? bytes : Buffer.from(pythonSorted(masked));
}

/** A value that is no document stays none. */
function maskUnreadable(masker: Masker, bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString();
  const masked = maskPlainText(masker, text, 'the whole value');
  return masked === text ? bytes : Buffer.from(String(masked));
}

/** The documents among stored values. */
export function documentsIn(values: readonly (Uint8Array | undefined)[]): JsonObject[] {
  return values.flatMap((bytes) => {
    const reading = bytes === undefined ? undefined : readObjectBytes(bytes);
    return reading !== undefined && 'object' in reading ? [reading.object] : [];
  });
}
