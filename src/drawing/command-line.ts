import { argvOf, type SuggestedCommand, type Suggestion, type TypedLine } from '../suggestion.ts';
import { type Canvas, INDENT, labelled, labelledLine } from './frame.ts';
import { visible } from './sanitize.ts';
import { commandText } from './shell-word.ts';
import { widthOf } from './width.ts';
import { wrap } from './wrap.ts';

/** The last lines of a screen: what the next command is good for, and the command as it can be pasted. */
export function commandLines(canvas: Canvas, suggestion: Suggestion): string[] {
  const { paint, screen } = canvas;
  const quiet = { label: paint.quiet, text: paint.quiet };
  if ('untypable' in suggestion)
    return labelled(canvas, 'hint', `no command: ${suggestion.untypable}`, { label: paint.quiet });
  const { why } = suggestion;
  return [
    ...(why === '' ? [] : labelled(canvas, 'why', why, quiet)),
    ...labelledCommand(canvas, 'next', commandText(suggestion, screen)),
    ...answerLines(canvas, suggestion),
  ];
}

/** What each answer of another program leads to: the command alone on its line, as what it may say is long. */
export function answerLines(canvas: Canvas, { answers = [] }: SuggestedCommand, indent = INDENT): string[] {
  const { paint, screen } = canvas;
  return answers.flatMap(({ when, next }) => [
    ...wrap(visible(when, screen), screen.width - indent).map((line, i) =>
      labelledLine(i === 0 ? 'if' : '', line, { label: paint.quiet, text: paint.quiet }, indent),
    ),
    ...(next === undefined || 'untypable' in next ? [] : [paint.strong(commandText(next, screen))]),
  ]);
}

/**
 * A command behind its label, or, where the line does not hold it, alone on the next line from the first column: whoever
 * pastes one that was broken runs something else.
 * @param indent columns of the label
 */
export function labelledCommand(
  { paint, screen }: Canvas,
  label: string,
  command: string,
  indent = INDENT,
): string[] {
  const whole = indent + widthOf(command) <= screen.width;
  if (whole) return [labelledLine(label, command, { label: paint.quiet, text: paint.strong }, indent)];
  return [paint.quiet(label), paint.strong(command)];
}

/** `next` of every JSON output: the words of a command, unquoted, and what it is good for; null where none helps. */
export function nextJson(suggestion: Suggestion | undefined, typed: TypedLine | undefined) {
  if (suggestion === undefined || 'untypable' in suggestion) return null;
  const { why, answers = [] } = suggestion;
  const told = answers.map(({ when, next }) => ({ if: when, command: commandJson(next, typed) }));
  return { command: argvOf(suggestion, typed), why, ...(told.length === 0 ? {} : { answers: told }) };
}

function commandJson(next: Suggestion | undefined, typed: TypedLine | undefined): string[] | null {
  return next === undefined || 'untypable' in next ? null : argvOf(next, typed);
}
