import { homedir, hostname, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { TRYING_MS } from '../repair/apply.ts';
import type { JournalSettings } from '../repair/journal/journal.ts';
import type { ConnectionSettings } from '../store/etcd/settings.ts';
import { BUILD } from './build-info.ts';

export interface JournalFlags {
  readonly journalDir?: string;
  readonly reason?: string;
}

/**
 * What etcd takes itself for a request at most once it has it, in milliseconds: 5 s and two election timeouts of 1 s
 * (server/etcdserver `ReqTimeout`, with its default settings).
 */
const ETCD_MS = 7000;

/** Milliseconds after which a request that was sent can no longer be carried out. */
export function inFlightMs({ commandTimeoutMs }: Pick<ConnectionSettings, 'commandTimeoutMs'>): number {
  return commandTimeoutMs + ETCD_MS;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the journal lies, and who writes to it. */
export function journalSettings(
  flags: JournalFlags,
  env: Environment,
  connection: Pick<ConnectionSettings, 'user' | 'commandTimeoutMs'>,
): JournalSettings {
  const { user: etcdUser } = connection;
  const { reason } = flags;
  const who = {
    user: userName(env),
    host: hostname(),
    ...(etcdUser === undefined ? {} : { etcdUser }),
    ...(reason === undefined ? {} : { reason }),
    toolVersion: BUILD.version,
  };
  return { folder: journalFolder(flags, env), who, inFlightMs: TRYING_MS + inFlightMs(connection) };
}

/** The XDG base directory specification takes no relative path. */
function journalFolder({ journalDir }: JournalFlags, env: Environment): string {
  // Else it would be the folder that one happens to be in.
  if (journalDir === '')
    throw new UsageError('--journal-dir is empty', { hint: 'give the path of a folder' });
  if (journalDir !== undefined) return resolve(journalDir);
  const state = env['XDG_STATE_HOME'] ?? '';
  const base = isAbsolute(state) ? state : join(env['HOME'] || homedir(), '.local', 'state');
  return join(base, 'esi-state', 'journal');
}

/** An account without an entry in the password file (a container's) has no name but its number. */
function userName(env: Environment): string {
  try {
    const name = userInfo().username;
    return env['SUDO_USER'] === undefined ? name : `${name} (sudo by ${env['SUDO_USER']})`;
  } catch {
    return String(process.getuid?.() ?? '');
  }
}
