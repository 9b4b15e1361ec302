/** Options and arguments with a fixed set of words: a slip is answered with the word that was meant. */
import { type Argument, type Command, InvalidArgumentError, type Option } from 'commander';
import { closest } from '../spelling.ts';

/** For this command and those below it; commander itself suggests commands and options only. */
export function suggestChoices(command: Command): void {
  for (const one of [...command.options, ...command.registeredArguments]) suggestFor(one);
}

function suggestFor(one: Option | Argument): void {
  const { argChoices, parseArg } = one;
  if (argChoices === undefined || parseArg === undefined) return;
  one.parseArg = <T>(typed: string, before: T): T => {
    if (argChoices.includes(typed)) return parseArg(typed, before);
    const near = closest(typed, argChoices);
    const suggestion = near.length === 0 ? '' : `\n(Did you mean ${near.join(' or ')}?)`;
    throw new InvalidArgumentError(`Allowed choices are ${argChoices.join(', ')}.${suggestion}`);
  };
}
