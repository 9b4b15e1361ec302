/**
 * What the system knows of the account that runs this, where it knows it: a container's user may have neither `$HOME` nor an
 * entry in passwd, and a working folder may have been deleted. Node throws then; so it is asked here alone.
 */
import { hostname, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { UsageError } from '../errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined where there is none. */
export function homeFolder(env: Environment): string | undefined {
  return env['HOME'] || passwd()?.homedir || undefined;
}

/** A folder of the XDG base directory specification, which takes no relative path; undefined where there is no home. */
export function baseFolder(
  variable: 'XDG_CONFIG_HOME' | 'XDG_STATE_HOME',
  besideHome: string,
  env: Environment,
): string | undefined {
  const named = env[variable] ?? '';
  if (isAbsolute(named)) return named;
  const home = homeFolder(env);
  return home === undefined ? undefined : join(home, besideHome);
}

/** A folder of ours for what outlives a run; undefined where there is no home. */
export function stateFolder(name: string, env: Environment): string | undefined {
  const base = baseFolder('XDG_STATE_HOME', join('.local', 'state'), env);
  return base === undefined ? undefined : join(base, 'esi-state', name);
}

/** The account's name, else its number; and who became it by sudo. */
export function userName(env: Environment): string {
  const name = passwd()?.username ?? String(process.getuid?.() ?? 'unknown');
  return env['SUDO_USER'] === undefined ? name : `${name} (sudo by ${env['SUDO_USER']})`;
}

export const hostName = hostname;

/** @param place what holds the path, for the error. Throws `UsageError` for a relative one where the working folder is gone. */
export function absolutePath(path: string, place: string): string {
  try {
    return resolve(path);
  } catch (cause) {
    throw new UsageError(`${place} ${path} is a relative path, and the working folder is gone`, {
      hint: 'give the whole path, or change to another folder',
      cause,
    });
  }
}

function passwd(): { readonly username: string; readonly homedir: string } | undefined {
  try {
    return userInfo();
  } catch {
    return undefined;
  }
}

/** `~` and `~/…` with the home folder in its place, all else as it is. Throws `UsageError` where there is none. */
export function expandHome(path: string, env: Environment): string {
  if (path !== '~' && !path.startsWith('~/')) return path;
  const home = homeFolder(env);
  if (home !== undefined) return `${home}${path.slice(1)}`;
  throw new UsageError(`${JSON.stringify(path)} names a home folder, and this account has none`, {
    hint: 'set HOME, or write the whole path',
  });
}
