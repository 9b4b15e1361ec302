import { argvOf, type SuggestedCommand } from '../suggestion.ts';
import { visible } from './sanitize.ts';
import type { Screen } from './screen.ts';

/** What no shell reads anything into, wherever it stands behind the first word. */
const PLAIN = /^[\w@%+:,./-]+$/;

/**
 * A word as it can be pasted into bash, zsh or ksh, whatever is in it, and printed on this screen. Where nothing has to
 * be escaped it is POSIX's own quoting. A shell that does not know `$'…'` (dash) reads one word that is not the one that
 * was meant, and runs nothing: no quote stands inside.
 */
export function shellWord(word: string, screen: Pick<Screen, 'unicode'>): string {
  if (PLAIN.test(word)) return word;
  if (visible(word, screen) === word) return `'${word.replaceAll("'", "'\\''")}'`;
  return `$'${Array.from(word, (character) => dollarQuoted(character, screen)).join('')}'`;
}

/** Three octal digits a byte: no locale changes what they mean, and no digit behind them belongs to them. */
function dollarQuoted(character: string, screen: Pick<Screen, 'unicode'>): string {
  const isSafe = character !== '\\' && character !== "'" && visible(character, screen) === character;
  if (isSafe) return character;
  return Array.from(Buffer.from(character), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

/** Quoted for a shell, with what it needs of the command line before it: so it goes to the same cluster. */
export function commandText(command: SuggestedCommand, screen: Pick<Screen, 'unicode' | 'typed'>): string {
  return argvOf(command, screen.typed)
    .map((word) => shellWord(word, screen))
    .join(' ');
}
