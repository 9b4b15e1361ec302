/** The named contexts of the configuration file: how to reach a cluster, and how careful to be with it. */
import { dirname, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { parseEndpoints } from '../store/etcd/endpoints.ts';
import { expandHome } from '../system/account.ts';
import { flag, inside, mapping, type Place, placeName, text } from './config-values.ts';
import { CONNECTION_FLAGS, fileKey, PATHS, type SettingName, SWITCHES } from './layers.ts';
import { AREAS, mergePrefixes, prefixOf, type SomePrefixes } from './prefixes.ts';
import { dnsName, endpointList, timeout } from './setting-values.ts';

export interface Context {
  readonly name: string;
  /** `/etc/esi-state.yaml: contexts.prod`. */
  readonly origin: string;
  /** As texts; paths are absolute, and a password that stood behind the user's name is apart. */
  readonly values: Partial<Readonly<Record<SettingName, string>>>;
  /** The key under which the password stands. */
  readonly passwordKey: 'password' | 'user';
  readonly prefixes: SomePrefixes;
  /** In hexadecimal, as etcd's answers are told. */
  readonly clusterId?: string;
  readonly protected: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const SETTING_OF_KEY = new Map(
  (Object.keys(CONNECTION_FLAGS) as SettingName[]).map((name) => [fileKey(name), name]),
);
const KEYS = [...SETTING_OF_KEY.keys(), 'cluster_id', 'protected', 'prefixes'];

/** What is for a context's own endpoints only: that one server is not checked says nothing of another. */
export const OF_ITS_ENDPOINTS = [
  ...(['user', 'password', 'passwordFile', 'cert', 'key'] as const),
  'insecureSkipTlsVerify',
] as const;

/** Throws `UsageError` for the first thing that is wrong in any of them, whether it is used or not. */
export function readContexts(value: unknown, place: Place, env: Environment): Context[] {
  return Object.entries(mapping(value ?? {}, place)).map(([name, content]) => {
    checkName(name, place);
    return readContext(name, content, inside(place, name), env);
  });
}

/** It is typed, asked for, and stands on screens between brackets. */
function checkName(name: string, place: Place): void {
  if (/^\w[\w.:@/+-]*$/.test(name)) return;
  throw new UsageError(`${placeName(place)} has the name ${JSON.stringify(name)}`, {
    hint: 'a name has letters, digits and . _ : @ / + -',
  });
}

function readContext(name: string, content: unknown, place: Place, env: Environment): Context {
  const given = mapping(content ?? {}, place, KEYS);
  const values = readValues(given, place, env);
  refuseHalves(values, place);
  const clusterId = readClusterId(given['cluster_id'], inside(place, 'cluster_id'));
  return {
    name,
    origin: placeName(place),
    ...apart(values),
    prefixes: readPrefixes(given['prefixes'], inside(place, 'prefixes')),
    ...(clusterId === undefined ? {} : { clusterId }),
    protected: flag(given['protected'], inside(place, 'protected')) ?? false,
  };
}

function readValues(given: Record<string, unknown>, place: Place, env: Environment): Context['values'] {
  const values: Partial<Record<SettingName, string>> = {};
  for (const [key, name] of SETTING_OF_KEY) {
    const value = readValue(name, given[key], inside(place, key), env);
    if (value !== undefined) values[name] = value;
  }
  if (values.endpoints !== undefined) checkEndpoints(values, inside(place, 'endpoints'));
  return values;
}

function readValue(name: SettingName, value: unknown, place: Place, env: Environment): string | undefined {
  if (SWITCHES.has(name)) return flag(value, place)?.toString();
  if (name === 'endpoints') return readEndpoints(value, place);
  const found = text(value, place);
  if (found === undefined) return undefined;
  if (name === 'dialTimeout' || name === 'commandTimeout') timeout({ text: found, origin: placeName(place) });
  if (name === 'discoverySrv' || name === 'discoverySrvName')
    return dnsName({ text: found, origin: placeName(place) });
  return PATHS.has(name) ? besideFile(found, place, env) : found;
}

/** Relative paths lie beside the file, wherever the tool is started; `~` is the home folder. */
function besideFile(path: string, { file }: Place, env: Environment): string {
  return resolve(dirname(file), expandHome(path, env));
}

function readEndpoints(value: unknown, place: Place): string | undefined {
  if (!Array.isArray(value)) return text(value, place);
  return value.map((one, at) => text(one ?? null, inside(place, String(at)))).join(',');
}

function checkEndpoints({ endpoints = '', ...values }: Context['values'], place: Place): void {
  const { cacert, cert, key } = values;
  const tls = Object.fromEntries(Object.entries({ cacert, cert, key }).filter(([, path]) => path));
  const insecureSkipTlsVerify = values.insecureSkipTlsVerify === 'true';
  const insecureTransport = values.insecureTransport !== 'false';
  try {
    parseEndpoints({
      endpoints: endpointList({ text: endpoints, origin: '' }),
      insecureSkipTlsVerify,
      insecureTransport,
      ...tls,
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${placeName(place)}: ${error.message}`, hintOf(error));
  }
}

function hintOf({ hint }: UsageError): { hint?: string } {
  return hint === undefined ? {} : { hint };
}

function refuseHalves(values: Context['values'], place: Place): void {
  const wrong = (what: string, hint: string) => new UsageError(`${placeName(place)} has ${what}`, { hint });
  if (values.password !== undefined && values.passwordFile !== undefined)
    throw wrong('both password and password-file', 'leave one of them out');
  if ((values.password ?? values.passwordFile) !== undefined && values.user === undefined)
    throw wrong('a password without a user', 'name the user with user:');
  if (values.user?.startsWith(':')) throw wrong('a user without a name', 'write name or name:password');
  if ((values.cert === undefined) !== (values.key === undefined))
    throw wrong('only one of cert and key', 'a client certificate needs both');
  if (values.discoverySrvName !== undefined && values.discoverySrv === undefined)
    throw wrong('discovery-srv-name and no discovery-srv', 'name the domain whose records have that suffix');
  const lost = OF_ITS_ENDPOINTS.find((name) => (values[name] ?? 'false') !== 'false');
  if (lost !== undefined && (values.endpoints ?? values.discoverySrv) === undefined)
    throw wrong(`${fileKey(lost)} and no endpoints`, 'it is for endpoints of the same context only');
}

/** As etcdctl: `name:password`, unless the password is given by itself. */
function apart(values: Context['values']): Pick<Context, 'values' | 'passwordKey'> {
  const { user = '', password, passwordFile } = values;
  const colon = user.indexOf(':');
  if (colon < 0 || (password ?? passwordFile) !== undefined) return { values, passwordKey: 'password' };
  const both = { user: user.slice(0, colon), password: user.slice(colon + 1) };
  return { values: { ...values, ...both }, passwordKey: 'user' };
}

/** etcdctl prints it so in tables; its JSON has another, decimal one, which must not be mistaken. */
function readClusterId(value: unknown, place: Place): string | undefined {
  const written = text(value, place);
  if (written === undefined) return undefined;
  const [, digits] = /^(?:0x)?([0-9a-f]{1,16})$/i.exec(written) ?? [];
  if (digits === undefined || /^0+$/.test(digits)) {
    throw new UsageError(`${placeName(place)} ${JSON.stringify(written)} is no cluster ID`, {
      hint: 'write it in hexadecimal, as every screen of esi-state shows it',
    });
  }
  return digits.toLowerCase().replace(/^0+/, '');
}

function readPrefixes(value: unknown, place: Place): SomePrefixes {
  const given = mapping(value ?? {}, place, AREAS);
  const prefixes = AREAS.flatMap((area) => {
    const path = text(given[area], inside(place, area));
    return path === undefined ? [] : [[area, readPrefix(path, inside(place, area))] as const];
  });
  const some: SomePrefixes = Object.fromEntries(prefixes);
  mergePrefixes([some], `${placeName(place)}: `);
  return some;
}

function readPrefix(path: string, place: Place): string {
  const prefix = prefixOf(path);
  if (prefix !== undefined) return prefix;
  throw new UsageError(`${placeName(place)} ${JSON.stringify(path)} is not /PATH/`);
}
