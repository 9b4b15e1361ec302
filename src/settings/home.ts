/** `~` in paths that no shell has expanded: `--cacert=~/ca.pem`, a variable that was quoted, the configuration file. */
import type { Command, Option } from 'commander';
import { UsageError } from '../errors.ts';
import { type Environment, homeFolder } from '../system/account.ts';

/** `~` and `~/…` with the home folder in its place, all else as it is. Throws `UsageError` where there is none. */
export function expandHome(path: string, env: Environment): string {
  if (path !== '~' && !path.startsWith('~/')) return path;
  const home = homeFolder(env);
  if (home !== undefined) return `${home}${path.slice(1)}`;
  throw new UsageError(`${JSON.stringify(path)} names a home folder, and this account has none`, {
    hint: 'set HOME, or write the whole path',
  });
}

/** The same in the value of each option of this command that names a file or a folder. */
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
