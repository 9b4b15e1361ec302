/** Notes on files of ours that others may read or change, as ssh has them; nothing is refused for it. */
import { isShared, opennessOf, sharedFolderOf } from '../files/others.ts';
import type { ConnectionSettings } from '../store/etcd/settings.ts';
import type { ConfigFile } from './config-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What is read: the configuration, and the password's file. */
export function exposedSettings(
  file: Pick<ConfigFile, 'path' | 'found' | 'contexts'>,
  { passwordFile }: Pick<ConnectionSettings, 'passwordFile'>,
): string[] {
  return [
    ...(file.found ? exposedConfig(file) : []),
    ...(passwordFile === undefined ? [] : exposedPassword(passwordFile)),
  ];
}

function exposedConfig({ path = '', contexts }: Pick<ConfigFile, 'path' | 'contexts'>): string[] {
  const { canRead = false, canWrite = false, mode } = opennessOf(path) ?? {};
  const hasPassword = contexts.some(({ values }) => values.password !== undefined);
  return [
    ...(canWrite
      ? [
          `the configuration ${path} may be changed by others (mode ${mode}): they choose what etcd gets the password`,
        ]
      : []),
    ...(canRead && hasPassword
      ? [`the configuration ${path} holds a password and may be read by others (mode ${mode})`]
      : []),
  ];
}

function exposedPassword(path: string): string[] {
  const { canRead = false, canWrite = false, mode } = opennessOf(path) ?? {};
  if (!canRead && !canWrite) return [];
  const what = canRead ? (canWrite ? 'read and changed' : 'read') : 'changed';
  return [`the password file ${path} may be ${what} by others (mode ${mode})`];
}

/** Of a private file that is to be written: who can replace it decides what is read from it later. */
export function exposedFile(option: string, path: string, env: Environment): string[] {
  const folder = sharedFolderOf(path, env);
  if (folder === undefined) return [];
  return [
    `the folder ${folder} is not ours alone: others may put a file of theirs in the place of ${option}'s`,
  ];
}

/** Of the journal's folder. */
export function exposedJournal(folder: string, env: Environment): string[] {
  if (!isShared(folder, env)) return [];
  return [`the journal folder ${folder} is not ours alone: others may put entries of theirs there`];
}
