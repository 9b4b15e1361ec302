import { UsageError } from '../errors.ts';
import type { Prefixes } from '../stages/keys.ts';
import { parseEndpoints } from '../store/etcd/endpoints.ts';
import type { ConnectionSettings } from '../store/etcd/settings.ts';
import { type ChosenContext, chooseContext } from './choose-context.ts';
import { type ChosenClock, chooseClock } from './clock-folder.ts';
import type { ConfigFile } from './config-file.ts';
import { type ConnectionFlags, environmentLayer, type Found, find, flagLayer, type Layer } from './layers.ts';
import { rank } from './precedence.ts';
import { mergePrefixes, parsePrefixes } from './prefixes.ts';
import { dnsName, endpointList, filePath, timeout, truth } from './setting-values.ts';
import { unusedVariables } from './unused-variables.ts';

export interface Settings {
  readonly connection: ConnectionSettings;
  readonly prefixes: Prefixes;
  readonly context?: ChosenContext;
  /** Where the connection's settings are from; the one that wins first. */
  readonly layers: readonly Layer[];
  readonly clock: ChosenClock;
  /** What was set and is not used: to be said once. */
  readonly notes: readonly string[];
}

export interface SettingFlags extends ConnectionFlags {
  /** Each `area=/path/`. */
  readonly prefix?: readonly string[];
  /** A context of the configuration file. */
  readonly context?: string;
  readonly clockDir?: string;
}

function path(layers: readonly Layer[], name: 'cacert' | 'cert' | 'key'): { [name]?: string } {
  const found = find(layers, name);
  return found === undefined ? {} : { [name]: filePath(found) };
}

type Environment = Readonly<Record<string, string | undefined>>;

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
    return { found: file, account: { passwordFile: filePath(file) } };
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
    if (secret?.found.kind !== 'flag') return {};
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

/** The defaults have one of each that is asked for so. */
function needed(layers: readonly Layer[], name: Parameters<typeof find>[1]): Found {
  return find(layers, name) ?? { text: '', kind: 'default', origin: 'default', depth: layers.length };
}

function connectionSettings(
  layers: readonly Layer[],
  env: Environment,
  context?: ChosenContext,
): ConnectionSettings {
  const endpoints = needed(layers, 'endpoints');
  const domain = find(layers, 'discoverySrv');
  const { name, clusterId } = context ?? {};
  const connection = {
    ...(domain === undefined ? { endpoints: endpointList(endpoints) } : discovery(domain, layers)),
    ...path(layers, 'cacert'),
    ...(find(layers, 'cacert') === undefined ? trustPlaces(env) : {}),
    ...path(layers, 'cert'),
    ...path(layers, 'key'),
    ...account(layers),
    dialTimeoutMs: timeout(needed(layers, 'dialTimeout')),
    commandTimeoutMs: timeout(needed(layers, 'commandTimeout')),
    insecureTransport: truth(needed(layers, 'insecureTransport')),
    insecureSkipTlsVerify: truth(needed(layers, 'insecureSkipTlsVerify')),
    ...(name === undefined ? {} : { context: name }),
    ...(clusterId === undefined ? {} : { clusterId }),
  };
  if (domain === undefined) checkEndpoints(connection, endpoints.origin);
  return connection;
}

/** The variables of OpenSSL, which Go's programs heed, too. */
function trustPlaces(env: Environment): Pick<ConnectionSettings, 'trust'> {
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: folders } = env;
  if (!file && !folders) return {};
  return { trust: { ...(file ? { file } : {}), ...(folders ? { folders: folders.split(':') } : {}) } };
}

/** The endpoints are found before the connection is made. */
function discovery(
  domain: Found,
  layers: readonly Layer[],
): Pick<ConnectionSettings, 'endpoints' | 'discovery'> {
  const name = find(layers, 'discoverySrvName');
  const insecure = truth(needed(layers, 'insecureDiscovery'));
  const service = name === undefined ? {} : { name: dnsName(name) };
  return { endpoints: [], discovery: { domain: dnsName(domain), ...service, insecure } };
}

function checkEndpoints(connection: ConnectionSettings, origin: string): void {
  try {
    parseEndpoints(connection);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { message, hint } = error;
    throw new UsageError(`${origin}: ${message}`, hint === undefined ? {} : { hint });
  }
}

/**
 * The settings in force, from flags, `ETCDCTL_*`, the configuration file's context, and defaults. Touches neither files
 * nor the process. Throws `UsageError`, naming the flag, the variable or the place in the file that is wrong and what
 * is allowed.
 */
export function resolveSettings(flags: SettingFlags, env: Environment, file: ConfigFile): Settings {
  const context = chooseContext(flags.context, env, file);
  const { layers, notes } = rank(flagLayer(flags), environmentLayer(env), context);
  return {
    connection: connectionSettings(layers, env, context),
    prefixes: mergePrefixes([parsePrefixes(flags.prefix ?? []), context?.prefixes ?? {}]),
    ...(context === undefined ? {} : { context }),
    clock: chooseClock(flags.clockDir, env, file),
    layers,
    notes: [...notes, ...unusedVariables(env)],
  };
}
