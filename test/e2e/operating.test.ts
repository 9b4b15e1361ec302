/** What docs/operating.md tells operators to do, done: units, alerts, roles, and an incident from its page to its end. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findEtcdctl } from '../../tools/throwaway-etcd/binary.ts';
import { CHANGED_STATE, configAt, HEAT_STACKS, KEYS, PORT_ID, putPort } from '../support/data/port.ts';
import { esiState, ROOT } from '../support/run/cli.ts';
import { askedOf, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { promtool } from '../support/run/promtool.ts';
import { admin, PASSWORD } from '../support/run/users.ts';

const folder = mkdtempSync(join(tmpdir(), 'esi-state-operating-'));
after(() => rmSync(folder, { recursive: true }));

const UNITS = join(ROOT, 'contrib', 'systemd');
const SERVICE = readFileSync(join(UNITS, 'esi-state-verify.service'), 'utf8');

/** The arguments of the service's command, with its state folder in ours. */
function serviceArguments(): string[] {
  const [, command = ''] = /^ExecStart=\/usr\/bin\/esi-state (.*)$/m.exec(SERVICE) ?? [];
  return command.replaceAll('%S/esi-state', folder).split(' ');
}

describe('the systemd units', () => {
  it('are what systemd expects of units', () => {
    writeFileSync(
      join(folder, 'esi-state-verify.service'),
      SERVICE.replaceAll('/usr/bin/esi-state', process.execPath),
    );
    const timer = join(UNITS, 'esi-state-verify.timer');
    const verify = spawnSync(
      'systemd-analyze',
      ['verify', '--man=no', join(folder, 'esi-state-verify.service'), timer],
      { encoding: 'utf8' },
    );
    assert.equal(
      verify.error,
      undefined,
      "systemd-analyze can't be run: install the distribution's package systemd",
    );
    // Of the units of this machine, which it looks at too, something else may be said.
    const ours = verify.stderr.split('\n').filter((line) => line.includes('esi-state'));
    assert.deepEqual(ours, []);
  });
});

describe('the alert rules', () => {
  const rules = join(ROOT, 'contrib', 'prometheus', 'esi-state.rules.yml');
  const tests = join(ROOT, 'test', 'data', 'prometheus', 'esi-state.test.yml');

  it('are rules of Prometheus', async () => {
    const { code, said } = await promtool(['check', 'rules', rules]);
    assert.equal(code, 0, said);
  });

  it('alert when they should, and only then', async () => {
    const { code, said } = await promtool(['test', 'rules', tests]);
    assert.equal(code, 0, said);
  });
});

describe('an incident', () => {
  let etcd: TestEtcd;
  before(async () => {
    etcd = await testEtcd();
    await putPort(etcd);
    await etcd.put(
      '/state/v2.0/plans/default',
      '{"error": "", "state": {"worker_state": "READ_COMPLETE"}, "version": 1}',
    );
  });
  after(() => etcd.stop());

  const run = (...args: string[]) => esiState(args, { env: etcd.env });
  const service = () => run(...serviceArguments());

  it("is found by the timer's run, mended by the walk-through, and over", async () => {
    const quiet = await service();
    assert.deepEqual([quiet.code, quiet.stdout, quiet.stderr], [0, '', '']);

    await etcd.put(KEYS.state, CHANGED_STATE);
    const page = await service();
    assert.equal(page.code, 1, page.stderr);
    assert.match(page.stdout, /^BROKEN .*ports\//m);

    const name = `ports/${PORT_ID.slice(0, 8)}`;
    assert.match(page.stdout, new RegExp(`^next +esi-state show ${name}$`, 'm'));
    assert.match(
      (await run('show', name)).stdout,
      new RegExp(`^next +esi-state repair ${name} --dry-run$`, 'm'),
    );
    assert.equal((await run('repair', name, '--dry-run')).code, 0);
    const repaired = await run('repair', name, '--yes', '--reason', 'INC-4711');
    assert.equal(repaired.code, 0, repaired.stderr);
    assert.match((await run('show', name)).stdout, /^SETTLED/m);
    assert.match((await run('journal')).stdout, /INC-4711/);

    const over = await service();
    assert.deepEqual([over.code, over.stdout, over.stderr], [0, '', '']);
  });
});

/** The shell commands of one section of the page. */
function commandsOf(title: string): string {
  const page = readFileSync(join(ROOT, 'docs', 'operating.md'), 'utf8');
  const section = page.split('\n## ').find((text) => text.startsWith(`${title}\n`)) ?? '';
  return /```sh\n(.*?)```/s.exec(section)?.[1] ?? '';
}

describe('the roles of least privilege', () => {
  let etcd: TestEtcd;
  before(async () => {
    etcd = await testEtcd();
    await etcd.put(KEYS.config, configAt(2));
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    await etcd.put(KEYS.state, CHANGED_STATE);
    const [endpoint = ''] = etcd.etcd.endpoints;
    const made = spawnSync('sh', ['-euc', commandsOf('Least privilege in etcd')], {
      encoding: 'utf8',
      env: {
        PATH: `${dirname(await findEtcdctl())}:${process.env['PATH']}`,
        ETCDCTL_API: '3',
        ETCDCTL_ENDPOINTS: endpoint,
        READER_PASSWORD: PASSWORD,
        REPAIRER_PASSWORD: PASSWORD,
      },
    });
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stdout, /Role esi-state-repairer is granted to user repairer/);
    const root = admin(endpoint, false);
    await root.auth.userAdd({ name: 'root', password: PASSWORD });
    await root.auth.roleAdd({ name: 'root' });
    await root.auth.userGrantRole({ user: 'root', role: 'root' });
    await root.auth.authEnable();
    root.close();
  });
  after(() => etcd.stop());

  const as = (user: string, ...args: string[]) =>
    esiState(args, { env: { ...etcd.env, ETCDCTL_USER: user, ETCDCTL_PASSWORD: PASSWORD } });

  it('let a reader look, and change nothing', async () => {
    assert.equal((await as('reader', 'verify', '--all', '--settle', '0')).code, 1);
    assert.match((await as('reader', 'show', PORT_ID)).stdout, /^BROKEN/m);
    const { code, stderr } = await as('reader', 'repair', PORT_ID, '--yes');
    assert.equal(code, 3);
    assert.match(stderr, /permission/);
  });

  it('let a repairer repair, and take it back', async () => {
    const repaired = await as('repairer', 'repair', PORT_ID, '--yes', '-o', 'json');
    assert.equal(repaired.code, 0, repaired.stderr);
    const undone = await as('repairer', 'undo', JSON.parse(repaired.stdout).run, '--yes');
    assert.equal(undone.code, 0, undone.stderr);
    assert.match((await as('repairer', 'show', PORT_ID)).stdout, /^BROKEN/m);
  });

  it("let both ping; nothing else asks for a member's status, which may be for root alone", async () => {
    const { Status: asked = 0 } = await askedOf(etcd.etcd);
    assert.equal(asked, 0);
    for (const user of ['reader', 'repairer']) {
      const { code, stdout, stderr } = await as(user, 'ping');
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^OK /);
    }
    assert.ok(((await askedOf(etcd.etcd))['Status'] ?? 0) > 0);
  });
});
