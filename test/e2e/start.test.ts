import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import * as nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { configAt, KEYS, PORT, STACKLESS } from '../support/data/port.ts';
import { ROOT } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';

const folder = mkdtempSync(join(tmpdir(), 'esi-state-start-'));
let etcd: TestEtcd;

before(async () => {
  etcd = await testEtcd();
  await etcd.put(KEYS.config, configAt(1));
  await etcd.put(KEYS.state, STACKLESS);
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await etcd.stop();
});

let installations = 0;

/** An installation of its own, without anything beside it. */
function install(): string {
  const installed = join(folder, `installed-${++installations}`);
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(join(ROOT, part), join(installed, part), { recursive: true });
  return installed;
}

function run(installed: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [join(installed, 'bin/esi-state.js'), ...args], {
    encoding: 'utf8',
    env: { ...etcd.env, XDG_STATE_HOME: join(folder, 'state'), ...env },
  });
}

describe('what is loaded late', () => {
  const installed = install();
  for (const file of ['etcd3.cjs', 'grpc-js.cjs', 'yaml.cjs']) rmSync(join(installed, 'dist', file));

  for (const args of [
    ['--help'],
    ['--version'],
    ['show', PORT],
    ['verify', '--all'],
    ['ping'],
    ['journal'],
  ]) {
    it(`${args.join(' ')} needs neither etcd3 nor a YAML parser`, () => {
      const { status, stderr } = run(installed, args);
      assert.deepEqual([status, stderr], [0, '']);
    });
  }

  it('a write needs etcd3; without it nothing is written, and it is told as a damaged installation', async () => {
    const { status, stderr } = run(installed, ['repair', PORT, '--republish', '--yes', '--settle', '0']);
    assert.equal(status, 70);
    assert.match(stderr, /^error: internal error: Cannot find module .*(etcd3|grpc-js)\.cjs.*\n$/);
  });
});

describe('an installation that is cut short is no finding', () => {
  const installed = install();
  const main = join(installed, 'dist/main.cjs');
  const told = /^error: internal error: dist\/ can't be loaded: .+; install or build .+ again\n$/;

  it('cut in its middle', () => {
    writeFileSync(main, readFileSync(main).subarray(0, 100_000));
    const { status, stderr } = run(installed, ['verify', '--all']);
    assert.equal(status, 70);
    assert.match(stderr, told);
  });
});

it('a stack names files of the package', () => {
  const { status, stderr } = run(install(), ['show', 'ddc14', '--debug', '--endpoints', '127.0.0.1:1']);
  assert.equal(status, 3);
  assert.match(stderr, /^ +at \w+ \(.*dist\/main\.cjs:\d+:\d+\)$/m);
});

describe("Node's cache of compiled code", () => {
  const has = 'enableCompileCache' in nodeModule;
  const own = mkdtempSync(join(folder, 'own-'));
  const installed = install();
  /** Runs with this environment, and tells whether anything was kept in the folder. */
  const keeps = (env: NodeJS.ProcessEnv, kept: string) => {
    const { status, stdout, stderr } = run(installed, ['--help'], env);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^Usage: esi-state/);
    return existsSync(kept);
  };

  it('is kept in a folder of the user under $XDG_CACHE_HOME, where Node has one', () => {
    assert.equal(keeps({ XDG_CACHE_HOME: own }, join(own, 'esi-state')), has);
  });

  it("is kept under the user's home where there is no such variable", () => {
    const home = mkdtempSync(join(folder, 'home-'));
    assert.equal(keeps({ XDG_CACHE_HOME: '', HOME: home }, join(home, '.cache/esi-state')), has);
  });

  it('is not kept where others may write', () => {
    const shared = mkdtempSync(join(folder, 'shared-'));
    chmodSync(shared, 0o777);
    assert.equal(keeps({ XDG_CACHE_HOME: shared }, join(shared, 'esi-state')), false);
    const within = mkdtempSync(join(folder, 'within-'));
    mkdirSync(join(within, 'esi-state'));
    chmodSync(join(within, 'esi-state'), 0o775);
    keeps({ XDG_CACHE_HOME: within }, within);
    assert.deepEqual(readdirSync(join(within, 'esi-state')), []);
  });

  it('is not kept behind a link, nor in a relative folder', () => {
    const target = mkdtempSync(join(folder, 'target-'));
    const linked = mkdtempSync(join(folder, 'linked-'));
    symlinkSync(target, join(linked, 'esi-state'));
    keeps({ XDG_CACHE_HOME: linked }, target);
    assert.deepEqual(readdirSync(target), []);
    assert.equal(keeps({ XDG_CACHE_HOME: 'relative' }, 'relative'), false);
  });

  it('is no trouble where it cannot be kept', () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    keeps({ XDG_CACHE_HOME: join(file, 'below') }, file);
    keeps({ XDG_CACHE_HOME: join(folder, 'no', 'such') }, folder);
    keeps({ XDG_CACHE_HOME: '', HOME: '' }, folder);
  });
});
