/** Stored bytes as JSON that people can read: text where they are UTF-8, base64 where not. */
import type { Stage } from '../../stages/keys.ts';

export type StoredValue = { readonly text: string } | { readonly base64: string } | null;

/** Null: absent. */
export function valueJson(bytes: Uint8Array | undefined): StoredValue {
  if (bytes === undefined) return null;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (Buffer.compare(Buffer.from(text), bytes) === 0) return { text };
  return { base64: Buffer.from(bytes).toString('base64') };
}

export function bytesOf(stored: StoredValue): Uint8Array | undefined {
  if (stored === null) return undefined;
  return 'text' in stored ? Buffer.from(stored.text) : Buffer.from(stored.base64, 'base64');
}

/** Whether both are absent, or the same bytes. */
export function sameBytes(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return Buffer.compare(left, right) === 0;
}

/** One key before and after; undefined: absent. */
export interface Image {
  readonly stage: Stage;
  readonly key: string;
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
  /** "0" for none. */
  readonly leaseId: string;
  /** Secrets in the values are masked: they are for the eyes alone, and not what is stored. */
  readonly masked?: true;
}

export interface ImageJson {
  readonly stage: Stage;
  readonly key: string;
  readonly lease: string;
  readonly before: StoredValue;
  readonly after: StoredValue;
}

export function imageJson({ stage, key, leaseId, before, after }: Image): ImageJson {
  return { stage, key, lease: leaseId, before: valueJson(before), after: valueJson(after) };
}
