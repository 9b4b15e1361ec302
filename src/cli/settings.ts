import { UsageError } from '../errors.ts';
import type { Prefixes } from '../stages/keys.ts';
import { parseEndpoints } from '../store/etcd/endpoints.ts';
import type { ConnectionSettings } from '../store/etcd/settings.ts';
import { parseDuration } from './duration.ts';
import { type ConnectionFlags, environmentLayer, type Found, find, flagLayer, type Layer } from './layers.ts';
import { resolvePrefixes } from './prefixes.ts';

export interface Settings {
  readonly connection: ConnectionSettings;
  readonly prefixes: Prefixes;
}

export interface SettingFlags extends ConnectionFlags {
  /** Each `area=/path/`. */
  readonly prefix?: readonly string[];
}

/** etcdctl's defaults; the last layer. */
const DEFAULTS: Layer = {
  values: {
    endpoints: '127.0.0.1:2379',
    dialTimeout: '2s',
    commandTimeout: '5s',
    insecureSkipTlsVerify: 'false',
  },
  origin: () => 'default',
};

/** Longest timer that Node has; longer ones fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

function timeout(found: Found | undefined): number {
  const ms = parseDuration(found?.text ?? '');
  if (ms !== undefined && ms >= 1 && ms <= LONGEST_MS) return Math.round(ms);
  throw new UsageError(`${found?.origin} ${JSON.stringify(found?.text)} is not a duration from 1ms to 596h`, {
    hint: 'write 500ms, 2s or 1m30s; a bare number is seconds',
  });
}

/** The words of Go's strconv.ParseBool, which etcdctl uses. */
function truth(found: Found | undefined): boolean {
  if (/^(1|t|T|TRUE|true|True)$/.test(found?.text ?? '')) return true;
  if (/^(0|f|F|FALSE|false|False)$/.test(found?.text ?? '')) return false;
  throw new UsageError(`${found?.origin} ${JSON.stringify(found?.text)} is neither true nor false`);
}

function path(layers: readonly Layer[], name: 'cacert' | 'cert' | 'key'): { [name]?: string } {
  const found = find(layers, name);
  if (found?.text === '')
    throw new UsageError(`${found.origin} is empty`, { hint: 'give the path of a PEM file' });
  return found === undefined ? {} : { [name]: found.text };
}

type Account = Pick<ConnectionSettings, 'user' | 'password' | 'passwordFile'>;

/** Where the password comes from, of the highest layer that has one. */
function password(layers: readonly Layer[]): { found: Found; account: Account } | undefined {
  const typed = find(layers, 'password');
  const file = find(layers, 'passwordFile');
  if (typed !== undefined && typed.depth === file?.depth) {
    throw new UsageError(`${typed.origin} and ${file.origin} are both given`, {
      hint: 'leave one of them out',
    });
  }
  if (file !== undefined && (typed === undefined || file.depth < typed.depth)) {
    return { found: file, account: { passwordFile: file.text } };
  }
  return typed === undefined ? undefined : { found: typed, account: { password: typed.text } };
}

/**
 * As etcdctl: `--user name:password` where no password is given elsewhere; else all of it is the name. A password that
 * comes from further down than a user written with one is not that user's.
 */
function account(layers: readonly Layer[]): Account {
  const user = find(layers, 'user');
  const secret = password(layers);
  if (user === undefined) {
    if (secret?.found.depth !== 0) return {};
    throw new UsageError(`${secret.found.origin} is given without a user`, {
      hint: 'name the user with --user',
    });
  }
  const colon = user.text.indexOf(':');
  const split = colon >= 0 && (secret === undefined || secret.found.depth > user.depth);
  const name = split ? user.text.slice(0, colon) : user.text;
  if (name === '')
    throw new UsageError(`${user.origin} names no user`, { hint: 'write name or name:password' });
  return split ? { user: name, password: user.text.slice(colon + 1) } : { user: name, ...secret?.account };
}

function connectionSettings(layers: readonly Layer[]): ConnectionSettings {
  const connection = {
    endpoints: (find(layers, 'endpoints')?.text ?? '').split(',').map((endpoint) => endpoint.trim()),
    ...path(layers, 'cacert'),
    ...path(layers, 'cert'),
    ...path(layers, 'key'),
    ...account(layers),
    dialTimeoutMs: timeout(find(layers, 'dialTimeout')),
    commandTimeoutMs: timeout(find(layers, 'commandTimeout')),
    insecureSkipTlsVerify: truth(find(layers, 'insecureSkipTlsVerify')),
  };
  parseEndpoints(connection);
  return connection;
}

/**
 * The settings in force: flag over `ETCDCTL_*` over default. Touches neither files nor the process. Throws
 * `UsageError`, naming the flag or the variable that is wrong and what is allowed.
 */
export function resolveSettings(
  flags: SettingFlags,
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  // The one that wins first; another source of settings is one more layer here.
  const layers = [flagLayer(flags), environmentLayer(env), DEFAULTS];
  return { connection: connectionSettings(layers), prefixes: resolvePrefixes(flags.prefix ?? []) };
}
