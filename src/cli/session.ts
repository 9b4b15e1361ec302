import type { Context } from '../commands/judging.ts';
import type { Prefixes } from '../stages/keys.ts';
import type { NameQuery } from '../store/name-query.ts';
import type { WritableSource } from '../store/source.ts';
import { loadConfigFile } from './config-file.ts';
import { expandNames } from './name-lines.ts';
import { parseNames } from './names.ts';
import { resolveSettings, type SettingFlags } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** The options that every command takes. */
export interface CommonFlags extends SettingFlags {
  readonly format: 'table' | 'json' | 'ndjson';
  readonly config?: string;
}

/** Whether errors are told as JSON, too. */
export function isJson({ format }: Pick<CommonFlags, 'format'>): boolean {
  return format !== 'table';
}

/** What a command works with while it runs. */
export interface Session {
  readonly source: WritableSource;
  readonly prefixes: Prefixes;
  readonly judging: Context['judging'];
  readonly queries: readonly NameQuery[];
}

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
): Promise<T> {
  const { connection, prefixes } = resolveSettings(flags, terminal.env);
  const judging = await loadConfigFile(flags.config, terminal.env);
  const queries = parseNames(await expandNames(names, () => terminal.stdin), { prefixes, allowTypes });
  const { connectEtcd } = await import('../store/etcd/connect.ts');
  const source = connectEtcd(connection);
  try {
    return await work({ source, prefixes, judging, queries });
  } finally {
    source.close();
  }
}
