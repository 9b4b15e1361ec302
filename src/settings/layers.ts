import { expandHome } from '../system/account.ts';

/** What can be set about the connection, in the words of etcdctl's flags. */
export const CONNECTION_FLAGS = {
  endpoints: '--endpoints',
  discoverySrv: '--discovery-srv',
  discoverySrvName: '--discovery-srv-name',
  insecureDiscovery: '--insecure-discovery',
  insecureTransport: '--insecure-transport',
  cacert: '--cacert',
  cert: '--cert',
  key: '--key',
  user: '--user',
  password: '--password',
  passwordFile: '--password-file',
  dialTimeout: '--dial-timeout',
  commandTimeout: '--command-timeout',
  insecureSkipTlsVerify: '--insecure-skip-tls-verify',
} as const;

export type SettingName = keyof typeof CONNECTION_FLAGS;
export const SETTING_NAMES = Object.keys(CONNECTION_FLAGS) as SettingName[];

/** Settings that are true or false. */
type SwitchName = 'insecureDiscovery' | 'insecureTransport' | 'insecureSkipTlsVerify';
export const SWITCHES: ReadonlySet<SettingName> = new Set<SwitchName>([
  'insecureDiscovery',
  'insecureTransport',
  'insecureSkipTlsVerify',
]);

export type LayerKind = 'flag' | 'environment' | 'file' | 'default';

/** Settings from one place, as text; unset ones are absent. */
export interface Layer {
  readonly kind: LayerKind;
  readonly values: Partial<Readonly<Record<SettingName, string>>>;
  /** How the operator knows this setting of this layer: `--user`, `ETCDCTL_USER`. */
  readonly origin: (name: SettingName) => string;
}

/** A value together with where it came from. */
export interface Found {
  readonly text: string;
  readonly kind: LayerKind;
  readonly origin: string;
  /** Place of its layer: the lower wins. */
  readonly depth: number;
}

/** The value of the highest layer that has one; `layers` begin with the one that wins. */
export function find(layers: readonly Layer[], name: SettingName): Found | undefined {
  const depth = layers.findIndex((layer) => layer.values[name] !== undefined);
  const layer = layers[depth];
  const text = layer?.values[name];
  if (layer === undefined || text === undefined) return undefined;
  return { text, kind: layer.kind, origin: layer.origin(name), depth };
}

/** The layer as if these were not set in it. */
export function without(layer: Layer, names: readonly SettingName[]): Layer {
  const left = Object.entries(layer.values).filter(([name]) => !names.includes(name as SettingName));
  return { ...layer, values: Object.fromEntries(left) };
}

/** `--dial-timeout` → `ETCDCTL_DIAL_TIMEOUT`, as etcdctl does. */
export function environmentName(name: SettingName): string {
  return `ETCDCTL_${CONNECTION_FLAGS[name].slice(2).replaceAll('-', '_').toUpperCase()}`;
}

/** `dial-timeout`: how a context of the configuration file calls it. */
export function fileKey(name: SettingName): string {
  return CONNECTION_FLAGS[name].slice(2);
}

/** Settings that name a file. */
export const PATHS: ReadonlySet<SettingName> = new Set(['cacert', 'cert', 'key', 'passwordFile']);

/** The `ETCDCTL_*` variables; an empty one counts as unset, as in etcdctl. `~` in a path is the home folder. */
export function environmentLayer(env: Readonly<Record<string, string | undefined>>): Layer {
  const set = SETTING_NAMES.flatMap((name) => {
    const text = env[environmentName(name)];
    return text ? [[name, PATHS.has(name) ? expandHome(text, env) : text] as const] : [];
  });
  return {
    kind: 'environment',
    values: Object.fromEntries(set),
    origin: environmentName,
  };
}

/** Options as the command line's parser hands them over. */
export type ConnectionFlags = Partial<
  Readonly<Record<Exclude<SettingName, SwitchName>, string> & Record<SwitchName, boolean>>
>;

export function flagLayer(flags: ConnectionFlags): Layer {
  const set = SETTING_NAMES.map((name) => [name, flags[name]] as const);
  const texts = set.filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]);
  return { kind: 'flag', values: Object.fromEntries(texts), origin: (name) => CONNECTION_FLAGS[name] };
}
