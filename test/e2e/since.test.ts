/** `--since` and `--lock` as cron uses them. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { esiState } from '../support/cli.ts';
import { type TestEtcd, testEtcd } from '../support/etcd.ts';
import { CHANGED_STATE, KEYS, PORT, putPort } from '../support/port.ts';
import { type TestFolder, testFolder } from '../support/since.ts';

describe('verify in cron', () => {
  let etcd: TestEtcd;
  let folder: TestFolder;
  before(async () => {
    etcd = await testEtcd();
    folder = testFolder();
    await putPort(etcd);
  });
  after(async () => {
    folder.remove();
    await etcd.stop();
  });
  const verify = (...args: string[]) => esiState(['verify', '--settle', '20ms', ...args], { env: etcd.env });
  const since = (...args: string[]) => verify('--all', '--since', folder.path('since'), ...args);

  it('reads everything once, and then what changed', async () => {
    const first = await since('-o', 'json');
    assert.equal(first.code, 0, first.stderr);
    const { since: told, notes } = JSON.parse(first.stdout);
    assert.equal(told.revision, null);
    assert.match(told.full_run, /^there was no /);
    assert.deepEqual(notes, [`full run: ${told.full_run}`]);

    await etcd.put(KEYS.state, CHANGED_STATE);
    const young = await since('-o', 'json', '--min-age', '1h');
    assert.equal(young.code, 0, young.stderr);
    const json = JSON.parse(young.stdout);
    assert.equal(json.since.full_run, null);
    assert.deepEqual(json.summary.findings, { error: 0, warning: 1, info: 0 });
    const [broken] = json.resources;
    assert.equal(broken.resource, PORT);
    assert.equal(broken.verdict, 'broken');
    assert.equal(broken.first_seen, broken.findings[0].first_seen);

    const table = await since();
    assert.equal(table.code, 1);
    assert.match(table.stdout, /^BROKEN .* since 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}/m);
    const lines = (await since('-o', 'ndjson')).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(lines[0].first_seen, broken.first_seen);
    assert.equal(lines[1].since.full_run, null);
  });

  it('says which options belong together', async () => {
    for (const args of [
      ['ports/', '--since', 'x'],
      ['--all', '--min-age', '1m'],
      ['--all', '--max-in-flight', '1m'],
    ]) {
      const { code, stderr } = await verify(...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, /^error: .*--(since|min-age)/);
    }
  });

  it('finds out at once that the file has no place', async () => {
    const { code, stderr } = await verify(
      '--all',
      '--since',
      '/nowhere/at/all',
      '--endpoints',
      '127.0.0.1:1',
    );
    assert.equal(code, 2);
    assert.match(stderr, /^error: --since \/nowhere\/at\/all can't be written: its folder says ENOENT/);
  });

  it('lets one run through at a time', async () => {
    const lock = folder.path('lock');
    const { code, stderr } = await new Promise<Awaited<ReturnType<typeof verify>>>((resolve) => {
      const slow = esiState(['verify', '--all', '--settle', '1s', '--lock', lock], { env: etcd.env });
      const waiting = setInterval(() => {
        if (!existsSync(lock)) return;
        clearInterval(waiting);
        void verify('--all', '--lock', lock).then(async (second) => {
          assert.equal((await slow).code, 1);
          resolve(second);
        });
      }, 5);
    });
    assert.equal(code, 3);
    assert.match(
      stderr,
      new RegExp(`^error: another run is under way: .* is held by process \\d+ on ${hostname()} since`),
    );
    assert.equal(existsSync(lock), false);
  });

  it('gives the lock back on Ctrl-C and where etcd is not there', async () => {
    const lock = folder.path('lock');
    const stopped = await esiState(['verify', '--all', '--settle', '5s', '--lock', lock], {
      env: etcd.env,
      started: (pid) => {
        const waiting = setInterval(() => {
          if (!existsSync(lock)) return;
          clearInterval(waiting);
          process.kill(pid, 'SIGINT');
        }, 5);
      },
    });
    assert.equal(stopped.code, 130);
    assert.equal(existsSync(lock), false);
    const lost = await verify('--all', '--lock', lock, '--endpoints', '127.0.0.1:1');
    assert.equal(lost.code, 3);
    assert.equal(existsSync(lock), false);
  });

  it('takes over what a killed run left', async () => {
    const lock = folder.path('lock');
    const killed = await esiState(['verify', '--all', '--settle', '5s', '--lock', lock], {
      env: etcd.env,
      started: (pid) => {
        const waiting = setInterval(() => {
          if (!existsSync(lock)) return;
          clearInterval(waiting);
          process.kill(pid, 'SIGKILL');
        }, 5);
      },
    });
    assert.equal(killed.code, null);
    assert.match(readFileSync(lock, 'utf8'), /"pid":/);
    assert.equal((await verify('--all', '--lock', lock)).code, 1);
    assert.equal(existsSync(lock), false);
    writeFileSync(lock, 'of somebody else');
    assert.equal((await verify('--all', '--lock', lock)).code, 3);
  });
});
