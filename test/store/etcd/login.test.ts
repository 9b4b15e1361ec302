import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { StoreError, UsageError } from '../../../src/errors.ts';
import { connectEtcd } from '../../../src/store/etcd/connect.ts';
import { startEtcd } from '../../../tools/throwaway-etcd/etcd.ts';
import { openSource, settingsFor } from '../../support/run/connections.ts';
import { admin, demandLogin, PASSWORD } from '../../support/run/users.ts';

const bytes = (text: string) => Buffer.from(text);
const write = (key: string) => [{ put: key, value: bytes('v'), keepLease: false }];

/** An etcd with authentication; `reader` may read /r/ only. */
async function etcdWithUsers(args: readonly string[] = []) {
  const etcd = await startEtcd({ args });
  await demandLogin(etcd.endpoint, { reader: { '/r/': 'Read' } });
  return etcd;
}

test('users, permissions and passwords', async (t) => {
  const etcd = await etcdWithUsers(['--auth-token-ttl', '1']);
  t.after(() => etcd.stop());
  const refused = (request: Promise<unknown>, message: RegExp) =>
    assert.rejects(request, (error) => {
      assert.ok(error instanceof StoreError, String(error));
      assert.match(error.message, message);
      assert.ok(!`${error.message} ${error.hint}`.includes(PASSWORD));
      return true;
    });
  const root = openSource(t, etcd.endpoints, { user: 'root', password: PASSWORD });
  const reader = openSource(t, etcd.endpoints, { user: 'reader', password: PASSWORD });

  await t.test('the right password opens', async () => {
    assert.equal((await root.commit([], write('/r/1'))).committed, true);
    const both = await Promise.all([
      reader.read([{ from: '/r/1' }]),
      reader.read([{ from: '/r/1' }, { from: '/r/2' }]),
    ]);
    assert.equal(both[0].ranges[0]?.count, 1);
  });
  await t.test('what is not permitted is refused, a write for sure', async () => {
    await refused(reader.read([{ from: '/other' }]), /permission denied to read \/other/);
    await refused(reader.commit([], write('/r/1')), /refused the write.*permission denied to write \/r\/1/);
  });
  await t.test('a wrong password, no such user, no user at all', async () => {
    const attempt = (user: string, password: string) => openSource(t, etcd.endpoints, { user, password });
    await refused(attempt('root', 'wrong').read([{ from: '/r/1' }]), /authentication failed/);
    await refused(attempt('root', 'wrong').commit([], write('/r/1')), /authentication failed/);
    await refused(attempt('nobody', PASSWORD).read([{ from: '/r/1' }]), /authentication failed/);
    await refused(openSource(t, etcd.endpoints).read([{ from: '/r/1' }]), /demands a user/);
  });
  await t.test('an expired token is renewed, also for a write', async () => {
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    assert.equal((await root.commit([], write('/r/2'))).committed, true);
    assert.equal((await reader.read([{ from: '/r/2' }])).ranges[0]?.keys[0]?.version, 1);
  });
  await t.test('a change of roles does not lock a connection out', async () => {
    const client = admin(etcd.endpoint);
    await client.auth.roleAdd({ name: 'another' });
    client.close();
    assert.equal((await reader.read([{ from: '/r/2' }])).ranges[0]?.count, 1);
    assert.equal((await root.commit([], write('/r/3'))).committed, true);
  });
  await t.test('a password file, with its line break', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'esi-state-test-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'password');
    writeFileSync(file, `${PASSWORD}\n`);
    const source = openSource(t, etcd.endpoints, { user: 'reader', passwordFile: file });
    assert.equal((await source.read([{ from: '/r/1' }])).ranges[0]?.count, 1);
  });
});

test('a user is no hindrance where authentication is turned off, for reads and writes; it is said once', async (t) => {
  const etcd = await startEtcd();
  t.after(() => etcd.stop());
  const notes: string[] = [];
  const settings = settingsFor(etcd.endpoints, { user: 'root', password: PASSWORD });
  const source = connectEtcd(settings, (text) => notes.push(text));
  t.after(() => source.close());
  await Promise.all([source.read([{ from: 'a' }]), source.read([{ from: 'b' }])]);
  assert.equal((await source.commit([], write('a'))).committed, true);
  assert.equal((await source.read([{ from: 'a' }])).ranges[0]?.count, 1);
  assert.deepEqual(notes.length, 1);
  assert.match(notes[0] ?? '', /authentication turned off.*the user root/);
});

test('files that cannot be read are wrong usage, named by their path', () => {
  const missing = '/no/such/file.pem';
  const wrong = (more: Parameters<typeof settingsFor>[1], message: RegExp) =>
    assert.throws(
      () => connectEtcd(settingsFor(['https://127.0.0.1:1'], more)),
      (error) => error instanceof UsageError && message.test(error.message),
    );
  wrong({ cacert: missing }, /CA certificate \/no\/such\/file\.pem/);
  wrong({ cert: missing, key: missing }, /certificate \/no\/such\/file\.pem/);
  wrong({ cert: missing }, /--cert is given without --key/);
  wrong({ user: 'a', passwordFile: missing }, /password file \/no\/such/);
  wrong({ user: 'a' }, /no password for the etcd user a/);
  wrong({ cacert: fileURLToPath(import.meta.url) }, /TLS files|CA certificate/);
});
