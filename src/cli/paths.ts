import type { Command, Option } from 'commander';
import { expandHome } from '../settings/home.ts';
import type { Environment } from '../system/account.ts';

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
