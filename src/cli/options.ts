/** Options as values, as commander has them. */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import type { Verb } from '../commands/verb.ts';
import { type OptionGroup, type TypedOption, ValueError } from '../settings/typed-option.ts';

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
