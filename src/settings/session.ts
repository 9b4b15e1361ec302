import type { ClockSettings } from '../clock/folder.ts';
import type { Context } from '../judging/judging.ts';
import { NOTHING_SECRET, type SecretKeys, secretKeys } from '../secrets/secret-keys.ts';
import type { Prefixes } from '../stages/keys.ts';
import type { ConnectionSettings } from '../store/etcd/settings.ts';
import type { NameQuery } from '../store/names/name-query.ts';
import type { WritableSource } from '../store/source.ts';
import type { TypedOption } from '../suggestion.ts';
import { noteTo, tellNotes } from '../terminal/outcome.ts';
import { withPassword } from '../terminal/password.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { loadConfigFile } from './config-file.ts';
import { exposedSettings } from './exposed.ts';
import { isJson } from './format.ts';
import { expandNames } from './name-lines.ts';
import { parseNames } from './names.ts';
import { resolveSettings, type SettingFlags, type Settings } from './settings.ts';

/** The options that every command takes. */
export interface CommonFlags extends SettingFlags {
  /** Of `-o`; one that the verb has. */
  readonly format: string;
  readonly config?: string;
  /** Secrets are shown. */
  readonly reveal?: boolean;
}

/** All that is set, wherever it comes from. */
export interface SiteSettings extends Settings {
  readonly judging: Pick<Context['judging'], 'severities' | 'known'> & { readonly isSecret: SecretKeys };
}

/** Reads the configuration file, and of what it names the modes alone. Throws `UsageError`. */
export async function loadSettings(
  flags: CommonFlags,
  { env }: Pick<Terminal, 'env'>,
): Promise<SiteSettings> {
  const file = await loadConfigFile(flags.config, env);
  const { severities, known, secrets } = file;
  const isSecret = flags.reveal ? NOTHING_SECRET : secretKeys(secrets);
  const settings = resolveSettings(flags, env, file);
  const notes = [...settings.notes, ...exposedSettings(file, settings.connection)];
  return { ...settings, notes, judging: { severities, known, isSecret } };
}

/** With more to be said once. */
export function withNotes(settings: SiteSettings, more: readonly string[]): SiteSettings {
  return { ...settings, notes: [...settings.notes, ...more] };
}

/** What a command works with while it runs. */
export interface Session {
  readonly source: WritableSource;
  readonly prefixes: Prefixes;
  readonly judging: Context['judging'] & { readonly isSecret: SecretKeys };
  readonly queries: readonly NameQuery[];
  readonly clock: ClockSettings;
}

/** Names that etcdctl has for the same. */
const OF_ETCDCTL = ['endpoints', 'cacert', 'cert', 'key', 'user'] as const;

/**
 * How etcdctl reaches the same cluster: it knows no context, and its variables do not beat what was typed. It asks for a
 * password itself.
 */
function optionsOfEtcdctl(connection: ConnectionSettings, typed: readonly TypedOption[]): TypedOption[] {
  if (connection.context === undefined || connection.discovery !== undefined)
    return typed.filter(([name]) => ALSO_ETCDCTLS.test(name));
  return OF_ETCDCTL.flatMap((name): TypedOption[] => {
    const value = connection[name];
    return value === undefined ? [] : [[`--${name}`, typeof value === 'string' ? value : value.join(',')]];
  });
}

const ALSO_ETCDCTLS =
  /^--(endpoints|cacert|cert|key|user|discovery-srv|discovery-srv-name|insecure-.*|(dial|command)-timeout)(=|$)/;

/**
 * Everything that can be wrong with what was typed is found before etcd's client is loaded; the connection is closed
 * whatever comes of the work.
 */
export async function inSession<T>(
  names: readonly string[],
  flags: CommonFlags,
  terminal: Terminal,
  allowTypes: boolean,
  work: (session: Session) => Promise<T>,
  settings?: SiteSettings,
): Promise<T> {
  const { connection, prefixes, judging, clock, notes } = settings ?? (await loadSettings(flags, terminal));
  const queries = parseNames(await expandNames(names, () => terminal.stdin), { prefixes, allowTypes });
  tellNotes(notes, isJson(flags), terminal);
  const { connectEtcd } = await import('../store/etcd/connect.ts');
  const { discovered } = await import('../store/etcd/discovery.ts');
  const note = noteTo(isJson(flags), terminal);
  terminal.typed.etcdctl.push(...optionsOfEtcdctl(connection, terminal.typed.common));
  const reached = await discovered(connection, note);
  const source = connectEtcd(await withPassword(reached, terminal, names.includes('-')), note);
  try {
    return await work({ source, prefixes, judging, queries, clock });
  } finally {
    source.close();
  }
}
