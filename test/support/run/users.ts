/** Users and roles of a throwaway etcd, as an operator would make them with etcdctl. */
import { Etcd3 } from 'etcd3';
import { endOfPrefix } from '../../../src/stages/keys.ts';

export const PASSWORD = 'pässword of the test';

/** Prefixes that a role may read or write. */
export type Grants = Readonly<Record<string, 'Read' | 'Write' | 'Readwrite'>>;

/** A client that may do everything, before and after authentication was turned on. */
export function admin(endpoint: string, loggedIn = true): Etcd3 {
  const auth = { auth: { username: 'root', password: PASSWORD } };
  return new Etcd3({ hosts: endpoint, ...(loggedIn ? auth : {}) });
}

export async function grant(client: Etcd3, role: string, grants: Grants): Promise<void> {
  for (const [prefix, permType] of Object.entries(grants)) {
    const perm = { permType, key: Buffer.from(prefix), range_end: Buffer.from(endOfPrefix(prefix)) };
    await client.auth.roleGrantPermission({ name: role, perm });
  }
}

/** Makes `root` and these users, each with a role of its own name and `PASSWORD`, then demands a login. */
export async function demandLogin(endpoint: string, users: Readonly<Record<string, Grants>>): Promise<void> {
  const client = admin(endpoint, false);
  for (const [name, grants] of Object.entries({ root: {}, ...users })) {
    await client.auth.userAdd({ name, password: PASSWORD });
    await client.auth.roleAdd({ name });
    await client.auth.userGrantRole({ user: name, role: name });
    await grant(client, name, grants);
  }
  await client.auth.authEnable();
  client.close();
}
