/** Comparing bytes with a text that is known already, eight at a time. */
import { viewOf } from '../../stages/packed.ts';
import { ascii } from './bytes.ts';

/** Printable ASCII, and nothing else. */
export interface KnownText {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export function knownText(text: string): KnownText {
  return copied(ascii(text));
}

/** It stays, whatever becomes of the page that the bytes lie in. */
export function copied(bytes: Uint8Array): KnownText {
  const own = Buffer.from(bytes);
  return { bytes: own, view: viewOf(own) };
}

const EIGHT = 8;

/**
 * Whether this part of the text lies here. Eight bytes are compared as one floating point number: eight of printable
 * ASCII make none that is 0 or no number, so that what equals it is the same in each bit.
 * @param limit nothing from there on belongs to what is looked at
 */
export function liesAt(
  view: DataView,
  at: number,
  limit: number,
  text: DataView,
  from: number,
  to: number,
): boolean {
  const length = to - from;
  if (at + length > limit) return false;
  if (length < EIGHT) return fewLieAt(view, at, text, from, to);
  const last = length - EIGHT;
  for (let i = 0; i < last; i += EIGHT)
    if (view.getFloat64(at + i, true) !== text.getFloat64(from + i, true)) return false;
  return view.getFloat64(at + last, true) === text.getFloat64(from + last, true);
}

function fewLieAt(view: DataView, at: number, text: DataView, from: number, to: number): boolean {
  for (let i = 0; i < to - from; i++) if (view.getUint8(at + i) !== text.getUint8(from + i)) return false;
  return true;
}
