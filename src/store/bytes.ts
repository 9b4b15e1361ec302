/** etcd's keys are bytes in byte order; text that isn't UTF-8 cannot be turned back into them. */

/** First key behind all that start with this non-empty text (no byte of UTF-8 is 255, so raising the last is enough). */
export function behind(prefix: string): Uint8Array {
  const bytes = Buffer.from(prefix);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) + 1;
  return bytes;
}

/** First possible key after this one. */
export function successor(rawKey: Uint8Array): Uint8Array {
  return Buffer.concat([rawKey, Buffer.from([0])]);
}

/** The text, or undefined where the bytes are not UTF-8. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether text may have been bytes that are not UTF-8: the key can't be made of it again. */
export function isNotUtf8(text: string): boolean {
  return text.includes('\ufffd');
}

/** The bytes from `start` on as binary text, one character a byte: compares as the bytes do, valid UTF-8 or not. */
export function latin1(bytes: Uint8Array, start: number): string {
  return Buffer.prototype.latin1Slice.call(bytes, start, bytes.length);
}
