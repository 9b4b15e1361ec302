import { visible } from './sanitize.ts';
import type { Screen } from './screen.ts';

/** A word as it can be pasted into bash or zsh, whatever is in it, and printed on this screen. */
export function shellWord(word: string, screen: Pick<Screen, 'unicode'>): string {
  if (/^[\w@%+:,./-]+$/.test(word)) return word;
  if (visible(word, screen) === word) return `'${word.replaceAll("'", "'\\''")}'`;
  const escaped = Array.from(word, (character) => dollarQuoted(character, screen));
  return `$'${escaped.join('')}'`;
}

/** Inside `$'…'` both shells read `\x1b`, `\u202e` and `\U0001f600`. */
function dollarQuoted(character: string, screen: Pick<Screen, 'unicode'>): string {
  if (character === '\\' || character === "'") return `\\${character}`;
  if (visible(character, screen) === character) return character;
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  if (hex.length <= 2 && Number.parseInt(hex, 16) < 0x80) return `\\x${hex.padStart(2, '0')}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
