/**
 * Text from etcd is anybody's. Live on a terminal, an escape sequence retitles windows or hides lines, a bidi control
 * turns a name round, and an invisible character makes two values look the same. So each shows as what it is.
 */
import type { Screen } from './screen.ts';

const NOT_ASCII = /[^ -~]/gu;

/** The text as it may be printed: what must not be live becomes `\x1b`, `\u202e`; on ASCII screens `\u00e9` too. */
export function visible(text: string, screen: Pick<Screen, 'unicode'>): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(screen.unicode ? harmful() : NOT_ASCII, escapeUnits);
}

/**
 * Controls, formats (bidi, zero-width, BOM), lone surrogates, private and unassigned code points, separators; and spaces
 * that look like a plain one (the ideographic space is wide and common in Japanese text). Made when it is needed: its
 * tables take 1 ms.
 */
function harmful(): RegExp {
  return /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800]/gu;
}

/** The same for bytes: those that are no UTF-8 become `\xff`, one by one. */
export function visibleBytes(bytes: Uint8Array, screen: Pick<Screen, 'unicode'>): string {
  const text = textOf(bytes);
  if (text !== undefined) return visible(text, screen);
  return Array.from(bytes, (byte) => (isPrintable(byte) ? String.fromCharCode(byte) : hexByte(byte))).join(
    '',
  );
}

/** The bytes as text; undefined where they are not UTF-8. A byte order mark is kept. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** One `\uXXXX` a UTF-16 unit, as the stored JSON itself would escape it. */
function escapeUnits(character: string): string {
  const code = character.charCodeAt(0);
  if (character.length === 1 && (code < 0x20 || (code >= 0x7f && code < 0xa0))) return hexByte(code);
  return Array.from({ length: character.length }, (_, i) => escapeUnit(character.charCodeAt(i))).join('');
}

function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

function hexByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}
