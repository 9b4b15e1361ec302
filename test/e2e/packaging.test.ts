import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { configAt, KEYS, PORT, STACKLESS } from '../support/data/port.ts';
import { BIN, ROOT } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';

const { version: VERSION } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
};

/** A checkout in which nothing has been built. */
function unbuilt(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-unbuilt-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const part of ['bin', 'package.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  return folder;
}

describe('the executable', () => {
  it('names the command that is missing where nothing was built', (t) => {
    const { status, stdout, stderr } = spawnSync(join(unbuilt(t), 'bin/esi-state.js'), ['--version'], {
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^error: .*npm run build.*\n$/);
  });

  it('runs by itself and tells the version of package.json', () => {
    const printed = execFileSync(BIN, ['--version'], { encoding: 'utf8' });
    assert.equal(printed.split('\n')[0], `esi-state ${VERSION}`);
  });
});

it('the package has what it needs and nothing else, and installs without a registry', () => {
  const checked = spawnSync(process.execPath, ['scripts/package-check.mjs'], { cwd: ROOT, encoding: 'utf8' });
  assert.equal(checked.status, 0, checked.stderr);
});

describe('the single file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-single-'));
  let etcd: TestEtcd;
  /** As on a machine that has no Node, nor anything else in PATH. */
  const run = (...args: string[]) =>
    spawnSync(join(folder, 'esi-state'), args, {
      encoding: 'utf8',
      cwd: folder,
      env: { ...etcd.env, PATH: '', XDG_STATE_HOME: join(folder, 'home') },
    });

  before(async () => {
    etcd = await testEtcd();
    await etcd.put(KEYS.config, configAt(1));
    await etcd.put(KEYS.state, STACKLESS);
    execFileSync(process.execPath, ['scripts/single-file.mjs', folder], { cwd: ROOT, stdio: 'ignore' });
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await etcd.stop();
  });

  it('tells its version', () => {
    assert.equal(run('--version').stdout.split('\n')[0], `esi-state ${VERSION}`);
  });

  for (const [args, said] of [
    [['show', PORT], /^STACKLESS/],
    [['verify', '--all'], /no inconsistencies in 1 resource/],
    [['rules', 'outputs-differ'], /outputs-differ/],
    [['completion', 'bash'], /complete -F/],
    [['repair', PORT, '--republish', '--yes', '--settle', '0'], /^done: /m],
    [['journal'], /written/],
  ] as const) {
    it(args.join(' '), () => {
      const { status, stdout, stderr } = run(...args);
      assert.equal(status, 0, stderr);
      assert.match(stdout, said);
    });
  }

  it('is wrong usage where it is, with the code of it', () => assert.equal(run('verifi').status, 2));

  it('brings the licences along', () => {
    const licences = readFileSync(join(folder, 'LICENCES.txt'), 'utf8');
    for (const name of ['commander', 'etcd3', '@grpc/grpc-js', `Node.js ${process.version}`])
      assert.match(licences, new RegExp(`^${name}`, 'm'));
  });
});
