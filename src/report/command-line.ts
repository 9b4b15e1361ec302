import { type Canvas, INDENT, labelledLine } from './frame.ts';
import type { NextCommand } from './next-command.ts';
import type { Screen } from './screen.ts';
import { shellWord } from './shell-word.ts';
import { widthOf } from './width.ts';
import { wrap } from './wrap.ts';

/** The last line of a screen: what to type next. Continued with a backslash where it is too long, to stay pasteable. */
export function commandLines(canvas: Canvas, { words, why }: NextCommand): string[] {
  const command = commandText(words, canvas.screen);
  const comment = why === '' ? '' : `# ${why}`;
  const width = canvas.screen.width - INDENT;
  const whole = comment === '' ? command : `${command}   ${comment}`;
  if (widthOf(whole) <= width) return [paintLine(canvas, 'next', whole)];
  return [
    ...asComment(comment, width).map((line) => paintLine(canvas, '', line)),
    ...continued(command, width).map((line, i) => paintLine(canvas, i === 0 ? 'next' : '', line)),
  ];
}

/** As it can be pasted: a command of ours goes to the cluster that the one before it went to. */
export function commandText(words: readonly string[], screen: Pick<Screen, 'unicode' | 'place'>): string {
  const place = words[0] === 'esi-state' ? (screen.place ?? []) : [];
  return [...words, ...place].map((word) => shellWord(word, screen)).join(' ');
}

/** What does not fit beside the command goes before it, so that the command stays last. */
function asComment(comment: string, width: number): string[] {
  return comment === '' ? [] : wrap(comment.slice(2), width - 2).map((line) => `# ${line}`);
}

function continued(command: string, width: number): string[] {
  const lines = wrap(command, width);
  // A single word that is too long can't be continued; a backslash in it would only hide the break.
  if (lines.length === 1 || command.split(' ').some((word) => widthOf(word) > width - 2)) return lines;
  const narrower = wrap(command, width - 2);
  return narrower.map((line, i) => (i < narrower.length - 1 ? `${line} \\` : line));
}

function paintLine({ paint }: Canvas, label: string, line: string): string {
  const text = line.startsWith('# ') ? paint.quiet : paint.strong;
  return labelledLine(label, line, { label: paint.quiet, text });
}
