import type { Action } from '../repair/plan/plan.ts';
import type { Paint } from './paint.ts';
import { visible } from './sanitize.ts';
import type { Screen } from './screen.ts';
import { wrap } from './wrap.ts';

const INDENT = '    ';
const [BACKSLASH, LETTER_X] = [0x5c, 0x78];
/** Bytes that are shown around what differs. */
const CONTEXT = 24;

/** Where the stored bytes begin and cease to differ, with what is there on both sides; nothing is left out of it. */
export function renderBytes({ before, after, masked }: Action, screen: Screen, paint: Paint): string[] {
  if (masked) return [`${INDENT}bytes with secrets: --reveal shows them`];
  const [old, fresh] = [before ?? new Uint8Array(), after ?? new Uint8Array()];
  const start = commonStart(old, fresh);
  const end = commonEnd(old, fresh, start);
  const part = (bytes: Uint8Array) => {
    const shown = bytes.subarray(
      Math.max(0, start - CONTEXT),
      Math.min(bytes.length, bytes.length - end + CONTEXT),
    );
    return escaped(shown);
  };
  const from = Math.max(0, start - CONTEXT);
  const lines = (sign: string, text: string) =>
    wrap(visible(text, screen), screen.width - INDENT.length - 2).map((line) => `${INDENT}${sign} ${line}`);
  return [
    `${INDENT}bytes from ${from} on, ${start} equal before, ${end} after`,
    ...(before === undefined ? [] : lines('-', part(old))).map((line) => paint.broken(line)),
    ...(after === undefined ? [] : lines('+', part(fresh))).map((line) => paint.healthy(line)),
  ];
}

function commonStart(left: Uint8Array, right: Uint8Array): number {
  let at = 0;
  while (at < left.length && at < right.length && left[at] === right[at]) at++;
  return at;
}

function commonEnd(left: Uint8Array, right: Uint8Array, start: number): number {
  let count = 0;
  const most = Math.min(left.length, right.length) - start;
  while (count < most && left[left.length - 1 - count] === right[right.length - 1 - count]) count++;
  return count;
}

/** Printable ASCII as it is, each other byte as `\xNN`; a backslash before an `x` too, which JSON never has there. */
function escaped(bytes: Uint8Array): string {
  return Array.from(bytes, (byte, i) =>
    byte >= 0x20 && byte < 0x7f && !(byte === BACKSLASH && bytes[i + 1] === LETTER_X)
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('');
}
