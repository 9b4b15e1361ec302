/** The formats that other programs read: Prometheus's, Nagios's, and files that appear whole. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { CHANGED_STATE, KEYS, putPort, STACKLESS, STATE } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { promtool } from '../support/run/promtool.ts';
import { type TestFolder, testFolder } from '../support/run/since.ts';

const NOWHERE = { ETCDCTL_ENDPOINTS: '127.0.0.1:1' };

describe('outputs for other programs', () => {
  let etcd: TestEtcd;
  let folder: TestFolder;
  before(async () => {
    etcd = await testEtcd();
    folder = testFolder();
    await putPort(etcd);
    await etcd.put('/state/v2.0/plans/default', STACKLESS);
  });
  after(async () => {
    folder.remove();
    await etcd.stop();
  });
  const verify = (args: readonly string[], env: Readonly<Record<string, string>> = etcd.env) =>
    esiState(['verify', '--settle', '0', ...args], { env });
  const all = (...args: string[]) => verify(['--all', ...args]);

  async function broken<T>(work: () => Promise<T>): Promise<T> {
    await etcd.put(KEYS.state, CHANGED_STATE);
    try {
      return await work();
    } finally {
      await etcd.put(KEYS.state, STATE);
    }
  }

  /** Name and labels to value. */
  function samples(text: string): Record<string, number> {
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return Object.fromEntries(
      lines.map((line) => [line.replace(/ \S+$/, ''), Number(/\S+$/.exec(line)?.[0])]),
    );
  }

  it('prometheus: counts of a run, which promtool has nothing to say of', async () => {
    const { code, stdout, stderr } = await broken(() => all('-o', 'prometheus'));
    assert.equal(code, 1, stderr);
    const told = samples(stdout);
    assert.equal(told['esi_state_up'], 1);
    assert.equal(told['esi_state_resources{verdict="broken"}'], 1);
    assert.equal(told['esi_state_resources{verdict="stackless"}'], 1);
    assert.equal(told['esi_state_resources{verdict="in_flight"}'], 0);
    assert.equal(told['esi_state_findings{rule="outputs-differ",severity="error"}'], 1);
    assert.equal(told['esi_state_findings{rule="abandoned-job",severity="error"}'], 0);
    assert.ok((told['esi_state_scanned_revision'] ?? 0) > 1);
    assert.ok((told['esi_state_run_duration_seconds'] ?? 0) > 0);
    assert.deepEqual(await promtool(['check', 'metrics'], stdout), { code: 0, said: '' });
  });

  it('prometheus: a failure says so, in the same file, and keeps when all was well', async () => {
    const file = folder.path('esi.prom');
    assert.equal((await all('-o', 'prometheus', '--output', file)).code, 0);
    assert.equal(statSync(file).mode & 0o777, 0o644);
    const success = samples(readFileSync(file, 'utf8'))['esi_state_last_success_timestamp_seconds'];
    assert.ok(success !== undefined && Math.abs(Date.now() / 1000 - success) < 600);
    const failed = await verify(['--all', '-o', 'prometheus', '--output', file], NOWHERE);
    assert.equal(failed.code, 3);
    assert.equal(failed.stdout, '');
    assert.match(failed.stderr, /^error: .*127\.0\.0\.1:1/);
    const text = readFileSync(file, 'utf8');
    const told = samples(text);
    assert.equal(told['esi_state_up'], 0);
    assert.equal(told['esi_state_last_success_timestamp_seconds'], success);
    assert.equal(told['esi_state_resources{verdict="broken"}'], undefined);
    assert.deepEqual(await promtool(['check', 'metrics'], text), { code: 0, said: '' });
    const usage = await verify(['--all', '--no-such-option', '-o', 'prometheus', '--output', file]);
    assert.equal(usage.code, 2);
    assert.equal(samples(readFileSync(file, 'utf8'))['esi_state_last_success_timestamp_seconds'], success);
    assert.deepEqual(
      readdirSync(folder.path('')).filter((name) => name.includes('.tmp')),
      [],
    );
  });

  it('prometheus: without a file the failure is on standard output', async () => {
    const { code, stdout } = await verify(['--all', '-o', 'prometheus'], NOWHERE);
    assert.equal(code, 3);
    assert.equal(samples(stdout)['esi_state_up'], 0);
    assert.equal(samples(stdout)['esi_state_last_success_timestamp_seconds'], undefined);
  });

  it('nagios: a line with perfdata, and the codes of plugins', async () => {
    const well = await all('-o', 'nagios');
    assert.equal(well.code, 0, well.stderr);
    assert.match(
      well.stdout,
      /^ESI_STATE OK - no inconsistencies in 2 resources at revision \d+ .*\| broken=0;;0;0 .* time=\d+\.\d{3}s;;;0\n$/,
    );
    const bad = await broken(() => all('-o', 'nagios'));
    assert.equal(bad.code, 2);
    assert.match(bad.stdout, /^ESI_STATE CRITICAL - 1 broken of 2 resources .*\| broken=1;;0;0 /);
    assert.match(bad.stdout, /\n1 outputs-differ ports: mac_address differs, e\.g\. ports\/ddc14be4\n$/);
  });

  it('nagios: thresholds on how many are broken', async () => {
    await broken(async () => {
      assert.equal((await all('-o', 'nagios', '--warning', '0')).code, 1);
      assert.equal((await all('-o', 'nagios', '--warning', '0', '--critical', '@1:5')).code, 2);
      const patient = await all('-o', 'nagios', '--critical', '5');
      assert.equal(patient.code, 0);
      assert.match(patient.stdout, /^ESI_STATE OK - 1 broken of 2 .*broken=1;;5;0/);
    });
  });

  it('nagios: whatever goes wrong is UNKNOWN, in a line on standard output', async () => {
    const cases: readonly (readonly [readonly string[], Readonly<Record<string, string>>, RegExp])[] = [
      [['--all', '-o', 'nagios'], NOWHERE, /^ESI_STATE UNKNOWN - .*127\.0\.0\.1:1.*\n$/],
      [['--all', '-onagios', '--nope'], etcd.env, /^ESI_STATE UNKNOWN - unknown option '--nope'\n$/],
      [['--all', '-o', 'nagios', '--warning', '5:1'], etcd.env, /^ESI_STATE UNKNOWN - .*--warning.*5:1/],
      [['--format=nagios', 'no-such-port'], etcd.env, /^ESI_STATE UNKNOWN - .*no-such-port/],
      [['-o', 'nagios'], etcd.env, /^ESI_STATE UNKNOWN - no resource is named\n$/],
    ];
    for (const [args, env, line] of cases) {
      const { code, stdout } = await verify(args, env);
      assert.equal(code, 3, args.join(' '));
      assert.match(stdout, line);
    }
  });

  it('a format that a command does not have is exit 2, naming those it has', async () => {
    const { code, stdout, stderr } = await esiState(['show', 'ddc14', '-o', 'nagios'], { env: etcd.env });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^error: show has no output format nagios; it has table, json, ndjson/);
    const none = await all('-o', 'yaml');
    assert.equal(none.code, 2);
    assert.match(none.stderr, /table, json, ndjson, prometheus, nagios, baseline/);
  });

  it('--output: every format, whole or not at all', async () => {
    for (const format of ['table', 'json', 'ndjson', 'nagios', 'baseline']) {
      const file = folder.path(`${format}.txt`);
      const { stdout } = await all('-o', format, '--output', file);
      assert.equal(stdout, '', format);
      const same = (text: string) => text.replace(/time=\S+/, '');
      assert.equal(same(readFileSync(file, 'utf8')), same((await all('-o', format)).stdout), format);
    }
    const kept = folder.path('ndjson.txt');
    const before = readFileSync(kept, 'utf8');
    assert.equal((await verify(['--all', '-o', 'ndjson', '--output', kept], NOWHERE)).code, 3);
    assert.equal(readFileSync(kept, 'utf8'), before);
    assert.equal(readdirSync(folder.path('')).filter((name) => name.endsWith('.tmp')).length, 0);
  });

  it('--output: a place that nothing can be written to is exit 2, before etcd is asked', async () => {
    const missing = await verify(['--all', '--output', folder.path('no/such/file')], NOWHERE);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /--output .* its folder says ENOENT/);
    mkdirSync(folder.path('folder'), { recursive: true });
    assert.match(
      (await verify(['--all', '--output', folder.path('folder')], NOWHERE)).stderr,
      /it is a folder/,
    );
    assert.ok(!existsSync(folder.path('no')));
  });

  it('--quiet: nothing where all is well, else the same', async () => {
    const { code, stdout, stderr } = await all('--quiet');
    assert.deepEqual([code, stdout, stderr], [0, '', '']);
    assert.equal((await all('--quiet', '-o', 'json')).stdout, '');
    await broken(async () => {
      const loud = await all('--quiet');
      assert.equal(loud.code, 1);
      assert.equal(loud.stdout, (await all()).stdout);
    });
    assert.match((await verify(['--all', '--quiet'], NOWHERE)).stderr, /^error: /);
    for (const args of [
      ['-o', 'ndjson'],
      ['-o', 'nagios'],
      ['--output', folder.path('x')],
    ]) {
      assert.notEqual((await all('--quiet', ...args)).code, 0, args.join(' '));
    }
  });

  it('nothing of etcd gets out of its place', async () => {
    writeFileSync(folder.path('hostile.prom'), 'esi_state_last_success_timestamp_seconds nonsense\n');
    const name = '/state/v2.0/p|pes"\\/a\u001b[31m';
    await etcd.put(name, '{');
    try {
      const nagios = await all('-o', 'nagios');
      assert.equal(nagios.stdout.split('\n')[0]?.split('|').length, 2);
      assert.doesNotMatch(nagios.stdout, /[^ -~\n]/);
      const metrics = await all('-o', 'prometheus', '--output', folder.path('hostile.prom'));
      assert.equal(metrics.code, 1);
      const text = readFileSync(folder.path('hostile.prom'), 'utf8');
      assert.deepEqual(await promtool(['check', 'metrics'], text), { code: 0, said: '' });
      assert.doesNotMatch(text, /p\|pes/);
    } finally {
      await etcd.remove(name);
    }
  });
});
