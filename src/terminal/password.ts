import type { ConnectionSettings } from '../store/etcd/settings.ts';
import type { Terminal } from './terminal.ts';

/** The settings with the password that they lack, if there is a terminal to ask for it on, as etcdctl does. */
export async function withPassword(
  connection: ConnectionSettings,
  terminal: Terminal,
  stdinBringsNames: boolean,
): Promise<ConnectionSettings> {
  const { user, password, passwordFile } = connection;
  if (user === undefined || (password ?? passwordFile) !== undefined) return connection;
  const { askSecret } = await import('./question.ts');
  const typed = await askSecret(`Password of the etcd user ${user}: `, terminal, stdinBringsNames);
  return typed ? { ...connection, password: typed } : connection;
}
