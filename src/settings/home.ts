/** `~` in paths that no shell has expanded: `--cacert=~/ca.pem`, a variable that was quoted, the configuration file. */
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
