import { UsageError } from '../errors.ts';
import { TRYING_MS } from '../repair/apply.ts';
import type { JournalSettings } from '../repair/journal/journal.ts';
import type { ConnectionSettings } from '../store/etcd/settings.ts';
import { absolutePath, type Environment, hostName, stateFolder, userName } from '../system/account.ts';
import { bootTime } from '../system/processes.ts';
import { BUILD } from '../terminal/build-info.ts';

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
    host: hostName(),
    ...(etcdUser === undefined ? {} : { etcdUser }),
    ...(reason === undefined ? {} : { reason }),
    toolVersion: BUILD.version,
  };
  const patience = TRYING_MS + inFlightMs(connection);
  return { folder: journalFolder(flags, env), who, inFlightMs: patience, bootTime };
}

/** Throws `UsageError` where there is no place for it. */
function journalFolder({ journalDir }: JournalFlags, env: Environment): string {
  // Else it would be the folder that one happens to be in.
  if (journalDir === '')
    throw new UsageError('--journal-dir is empty', { hint: 'give the path of a folder' });
  if (journalDir !== undefined) return absolutePath(journalDir, '--journal-dir');
  const folder = stateFolder('journal', env);
  if (folder !== undefined) return folder;
  throw new UsageError('there is no place for the journal: this account has no home folder', {
    hint: 'name one with --journal-dir, or set XDG_STATE_HOME or HOME',
  });
}
