/** Options as values, as commander has them. */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import type { Verb } from '../commands/verb.ts';
import { type OptionGroup, type TypedOption, ValueError } from '../settings/typed-option.ts';
import { closest } from '../spelling.ts';
import { type Environment, expandHome } from '../system/account.ts';

export function addOptions(command: Command, groups: readonly OptionGroup[]): void {
  for (const { heading, options } of groups) {
    if (heading !== undefined) command.optionsGroup(heading);
    for (const option of options) command.addOption(optionOf(option));
  }
}

export function optionOf({ form, about, choices, read, usual, hidden }: TypedOption): Option {
  const option = new Option(form, about);
  if (choices !== undefined) option.choices(choices);
  if (read !== undefined) option.argParser(reader(read));
  if (usual !== undefined) option.default(usual.value, usual.text);
  return hidden ? option.hideHelp() : option;
}

/** commander tells of the option by itself, where what it holds is refused with this error. */
function reader(read: NonNullable<TypedOption['read']>): (text: string, before: unknown) => unknown {
  return (text, before) => {
    try {
      return read(text, before as never);
    } catch (error) {
      throw error instanceof ValueError ? new InvalidArgumentError(error.message) : error;
    }
  };
}

export function argumentOf({ form, about, choices }: NonNullable<Verb['argument']>): Argument {
  const argument = new Argument(form, about);
  return choices === undefined ? argument : argument.choices(choices);
}

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

/** `~` in the value of each option of this command that names a file or a folder. */
export function expandPaths(command: Command, env: Environment): void {
  for (const owner of [command, ...(command.parent === null ? [] : [command.parent])])
    for (const option of owner.options.filter(namesPath)) expandOption(owner, option, env);
}

function namesPath({ flags }: Option): boolean {
  return /<(file|folder)>/.test(flags);
}

function expandOption(owner: Command, option: Option, env: Environment): void {
  const name = option.attributeName();
  const value: unknown = owner.getOptionValue(name);
  if (typeof value !== 'string') return;
  owner.setOptionValueWithSource(name, expandHome(value, env), owner.getOptionValueSource(name) ?? 'cli');
}
