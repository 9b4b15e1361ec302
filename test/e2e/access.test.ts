/** With an etcd user who may only read, while roles change, and with members that are down. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { connectEtcd } from '../../src/store/etcd/connect.ts';
import { startEtcd, startEtcdCluster } from '../../tools/throwaway-etcd/etcd.ts';
import { CHANGED_STATE, configAt, HEAT_STACKS, KEYS, PORT, STACKLESS, STATE } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { settingsFor } from '../support/run/connections.ts';
import { admin, demandLogin, PASSWORD } from '../support/run/users.ts';

const READ = { '/esi-worker/': 'Read', '/state/': 'Read', '/config/': 'Read', '/jobs/': 'Read' } as const;
const NOW = ['--settle', '0'];
const OTHERS = 20;

/** A port whose state was changed by hand, and some resources that need no stack. */
async function load(endpoint: string): Promise<void> {
  const source = connectEtcd(settingsFor([endpoint]));
  const documents: [string, string][] = [
    [KEYS.config, configAt(2)],
    [KEYS.heat_stacks, HEAT_STACKS],
    [KEYS.state, STATE],
    [KEYS.state, CHANGED_STATE],
  ];
  for (let n = 0; n < OTHERS; n += 1) documents.push([`/state/v2.0/plans/plan-${n}`, STACKLESS]);
  for (const [put, value] of documents)
    await source.commit([], [{ put, value: Buffer.from(value), keepLease: false }]);
  source.close();
}

describe('a user who may only read', () => {
  it('shows, verifies and plans; a repair is told before the question that it may not write', async (t) => {
    const etcd = await startEtcd({ args: ['--auth-token-ttl', '1'] });
    const folder = mkdtempSync(join(tmpdir(), 'esi-state-test-'));
    t.after(async () => {
      rmSync(folder, { recursive: true });
      await etcd.stop();
    });
    await load(etcd.endpoint);
    await demandLogin(etcd.endpoint, { reader: READ });
    const env = {
      ...{ ETCDCTL_ENDPOINTS: etcd.endpoint, ETCDCTL_USER: 'reader', ETCDCTL_PASSWORD: PASSWORD },
      XDG_STATE_HOME: folder,
    };
    assert.match((await esiState(['show', PORT], { env })).stdout, /^BROKEN/);
    assert.equal((await esiState(['verify', '--all', ...NOW], { env })).code, 1);
    const client = admin(etcd.endpoint);
    const before = (await client.getAll().exec()).header.revision;
    const repaired = await esiState(['repair', PORT, ...NOW, '--yes'], { env });
    assert.equal(repaired.code, 3, repaired.stderr);
    assert.match(repaired.stderr, /permission denied to write \/state\/v2\.0\/ports\//);
    assert.equal((await client.getAll().exec()).header.revision, before);
    client.close();
    assert.equal(JSON.parse((await esiState(['journal', '-o', 'json'], { env })).stdout).entries.length, 0);
    const planned = await esiState(['repair', PORT, ...NOW, '--dry-run'], { env });
    assert.equal(planned.code, 0, planned.stderr);
    assert.match(planned.stderr, /this user could not carry it out: .*permission denied to write \/state\//);
  });

  it('a scan goes on while roles change, and never tells less than the whole', async (t) => {
    const etcd = await startEtcd();
    t.after(() => etcd.stop());
    await load(etcd.endpoint);
    await demandLogin(etcd.endpoint, { reader: READ });
    const client = admin(etcd.endpoint);
    let changed = 0;
    let scanning = true;
    const change = async (): Promise<void> => {
      if (!scanning) return;
      await client.auth.roleAdd({ name: `another-${changed}` }).catch(() => undefined);
      changed += 1;
      await change();
    };
    const env = { ETCDCTL_ENDPOINTS: etcd.endpoint, ETCDCTL_USER: 'reader', ETCDCTL_PASSWORD: PASSWORD };
    const args = ['verify', '--all', ...NOW, '--page-size', '1', '--concurrency', '1', '-o', 'json'];
    const scan = esiState(args, { env }).finally(() => {
      scanning = false;
    });
    const [ran] = await Promise.all([scan, change()]);
    client.close();
    assert.ok(changed > 0);
    if (ran.code === 3) assert.deepEqual([ran.stdout, JSON.parse(ran.stderr).error.code], ['', 3]);
    else assert.deepEqual([ran.code, JSON.parse(ran.stdout).summary.resources], [1, OTHERS + 1]);
  });

  it('a right that is missing is exit 3, not a smaller answer', async (t) => {
    const etcd = await startEtcd();
    t.after(() => etcd.stop());
    await load(etcd.endpoint);
    await demandLogin(etcd.endpoint, { reader: { ...READ, '/esi-worker/': 'Write' } });
    const env = { ETCDCTL_ENDPOINTS: etcd.endpoint, ETCDCTL_USER: 'reader', ETCDCTL_PASSWORD: PASSWORD };
    const { code, stdout, stderr } = await esiState(['verify', '--all', ...NOW], { env });
    assert.deepEqual([code, stdout], [3, '']);
    assert.match(stderr, /^error: [^\n]*permission denied to read \/esi-worker\/[^\n]*\n$/);
  });
});

it('one member of three down: all works; two: exit 3', async (t) => {
  const cluster = await startEtcdCluster(3);
  t.after(() => cluster.stop());
  await load(cluster.endpoints[0] ?? '');
  const env = { ETCDCTL_ENDPOINTS: cluster.endpoints.join(',') };
  await cluster.members[0]?.signal('SIGKILL');
  assert.match((await esiState(['show', PORT], { env })).stdout, /^BROKEN/);
  assert.equal((await esiState(['repair', PORT, ...NOW, '--yes'], { env })).code, 0);
  const { code, stdout } = await esiState(['verify', '--all', ...NOW, '-o', 'json'], { env });
  assert.deepEqual([code, JSON.parse(stdout).summary.resources], [0, OTHERS + 1]);
  await cluster.members[1]?.signal('SIGKILL');
  for (const args of [
    ['show', PORT],
    ['verify', '--all'],
    ['repair', PORT, '--yes'],
  ]) {
    const ran = await esiState([...args, '--command-timeout', '2s'], { env });
    assert.deepEqual([ran.code, ran.stdout], [3, '']);
    assert.match(ran.stderr, /^error: [^\n]*connection refused[^\n]*\n$/);
  }
});
