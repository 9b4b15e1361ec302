import type { Severities } from '../judge/judge.ts';
import type { Prefixes } from '../stages/keys.ts';
import type { NameQuery } from '../store/name-query.ts';
import type { WritableSource } from '../store/source.ts';
import { expandNames } from './name-lines.ts';
import { parseNames } from './names.ts';
import { resolveSettings, type SettingFlags } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** The options that every command takes. */
export interface CommonFlags extends SettingFlags {
  readonly format: 'table' | 'json';
}

/** What a command works with while it runs. */
export interface Session {
  readonly source: WritableSource;
  readonly prefixes: Prefixes;
  readonly severities: Severities;
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
  const queries = parseNames(await expandNames(names, terminal.stdin), { prefixes, allowTypes });
  const { connectEtcd } = await import('../store/etcd/connect.ts');
  const source = connectEtcd(connection);
  try {
    return await work({ source, prefixes, severities: {}, queries });
  } finally {
    source.close();
  }
}
