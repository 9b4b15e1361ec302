/** What `config` tells: each setting in force and where it came from. Pure. */

import type { ChosenContext } from '../../settings/choose-context.ts';
import type { ConfigFile } from '../../settings/config-file.ts';
import type { Context } from '../../settings/contexts.ts';
import { fileKey, find, type SettingName } from '../../settings/layers.ts';
import { AREAS, parsePrefixes } from '../../settings/prefixes.ts';
import { endpointList } from '../../settings/setting-values.ts';
import type { SettingFlags, Settings } from '../../settings/settings.ts';
import type { ConfigResult, ConfigSetting } from './result.ts';

/** In place of a password, however long it is. */
const MASK = '********';

export function configResult(file: ConfigFile, settings: Settings, flags: SettingFlags): ConfigResult {
  const { context, notes } = settings;
  return {
    file: { path: file.path ?? null, found: file.found, origin: file.origin },
    context: context === undefined ? null : { name: context.name, origin: context.chosenBy },
    settings: [
      ...connectionRows(settings),
      ...(context === undefined ? [] : careRows(context)),
      ...prefixRows(settings, flags),
      clockRow(settings),
      ...ruleRows(file),
    ],
    contexts: file.contexts.map((one) => contextRow(one, context)),
    notes,
  };
}

const DEFAULT = { source: 'default', origin: 'default' } as const;

function connectionRows(settings: Settings): ConfigSetting[] {
  const { layers } = settings;
  const discovery = ['discoverySrv', 'discoverySrvName', 'insecureDiscovery'] as const;
  const names = ['endpoints', ...discovery, 'cacert', 'cert', 'key'] as const;
  const rest = ['dialTimeout', 'commandTimeout', 'insecureTransport', 'insecureSkipTlsVerify'] as const;
  const plain = (name: SettingName): ConfigSetting => {
    const found = find(layers, name);
    if (found === undefined) return unset(name, settings);
    const value = name === 'endpoints' ? endpointList(found) : found.text;
    return { name: fileKey(name), value, source: found.kind, origin: found.origin };
  };
  return [...names.map(plain), ...accountRows(settings), ...rest.map(plain)];
}

/** Without a CA the system's are trusted, which has its own variable. */
function unset(name: SettingName, { connection }: Settings): ConfigSetting {
  const file = name === 'cacert' ? connection.trust?.file : undefined;
  if (file === undefined) return { name: fileKey(name), value: null, ...DEFAULT };
  return { name: fileKey(name), value: file, source: 'environment', origin: 'SSL_CERT_FILE' };
}

/** The password of `--user name:password` is masked, and has its origin. */
function accountRows({ connection, layers }: Settings): ConfigSetting[] {
  const row = (name: SettingName, value: string | undefined, from: SettingName = name): ConfigSetting => {
    const found = find(layers, from);
    if (value === undefined || found === undefined) return { name: fileKey(name), value: null, ...DEFAULT };
    return { name: fileKey(name), value, source: found.kind, origin: found.origin };
  };
  const { user, password, passwordFile } = connection;
  const written = find(layers, 'password')?.text === password ? 'password' : 'user';
  return [
    row('user', user),
    row('password', password === undefined ? undefined : MASK, written),
    row('passwordFile', passwordFile),
  ];
}

function careRows({ clusterId, origin, protected: isProtected }: ChosenContext): ConfigSetting[] {
  const inFile = (key: string) => ({ source: 'file', origin: `${origin}.${key}` }) as const;
  return [
    {
      name: 'cluster_id',
      value: clusterId ?? null,
      ...(clusterId === undefined ? DEFAULT : inFile('cluster_id')),
    },
    { name: 'protected', value: String(isProtected), ...(isProtected ? inFile('protected') : DEFAULT) },
  ];
}

function clockRow({ clock }: Settings): ConfigSetting {
  return { name: 'clock-dir', value: clock.folder ?? null, source: clock.kind, origin: clock.origin };
}

function prefixRows({ prefixes, context }: Settings, { prefix = [] }: SettingFlags): ConfigSetting[] {
  const typed = parsePrefixes(prefix);
  return AREAS.map((area) => {
    const name = `prefixes.${area}`;
    const value = prefixes[area];
    if (typed[area] !== undefined) return { name, value, source: 'flag', origin: '--prefix' };
    if (context?.prefixes[area] === undefined) return { name, value, ...DEFAULT };
    return { name, value, source: 'file', origin: `${context.origin}.${name}` };
  });
}

/** What the file says of the rules and of what is masked; the rules' defaults are told by `esi-state rules`. */
function ruleRows({ path, severities, known, secrets }: ConfigFile): ConfigSetting[] {
  const rows = (
    section: string,
    values: Readonly<Record<string, string | readonly string[] | undefined>>,
  ): ConfigSetting[] =>
    Object.entries(values).flatMap(([key, value]) => {
      const name = `${section}.${key}`;
      if (value === undefined || value.length === 0) return [];
      return [{ name, value, source: 'file', origin: `${path}: ${name}` }];
    });
  return [
    ...rows('severities', severities),
    ...rows('known', { ...known }),
    ...rows('secrets', { ...secrets }),
  ];
}

function contextRow(context: Context, current: ChosenContext | undefined): ConfigResult['contexts'][number] {
  const { name, values, clusterId, protected: isProtected } = context;
  return {
    name,
    current: name === current?.name,
    endpoints: values.endpoints === undefined ? [] : endpointList({ text: values.endpoints, origin: '' }),
    discoverySrv: values.discoverySrv ?? null,
    user: values.user ?? null,
    clusterId: clusterId ?? null,
    protected: isProtected,
  };
}
