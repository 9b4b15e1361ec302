/** `--since` and `--lock` as cron uses them. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHANGED_STATE, KEYS, PORT, putPort } from '../support/data/port.ts';
import { esiState, type Ran } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { type TestFolder, testFolder } from '../support/run/since.ts';

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

  /**
   * A run that holds the lock and waits for etcd, which is stopped: it goes on holding it until `then` is done, however long
   * that takes.
   */
  async function holding(
    lock: string,
    mode: 'goes on' | 'ends',
    then: (pid: number) => Promise<unknown>,
  ): Promise<Ran> {
    const patient = ['--dial-timeout', '10m', '--command-timeout', '10m'];
    let held: Promise<unknown> | undefined;
    await etcd.etcd.signal('SIGSTOP');
    try {
      const ran = esiState(['verify', '--all', '--settle', '0', ...patient, '--lock', lock], {
        env: etcd.env,
        started: (pid) => {
          held = (async () => {
            while (!existsSync(lock)) await sleep(5);
            await then(pid);
          })();
        },
      });
      await held;
      // Of a run that was ended etcd must not become able to answer before it is gone.
      if (mode === 'ends') return await ran;
      await etcd.etcd.signal('SIGCONT');
      return await ran;
    } finally {
      await etcd.etcd.signal('SIGCONT');
    }
  }

  it('lets one run through at a time', async () => {
    const lock = folder.path('lock');
    let second: Ran | undefined;
    const first = await holding(lock, 'goes on', async () => {
      second = await verify('--all', '--lock', lock);
    });
    assert.equal(first.code, 1);
    const { code, stderr = '' } = second ?? {};
    assert.equal(code, 3);
    assert.match(
      stderr,
      new RegExp(`^error: another run is under way: .* is held by process \\d+ on ${hostname()} since`),
    );
    assert.equal(existsSync(lock), false);
  });

  it('gives the lock back on Ctrl-C and where etcd is not there', async () => {
    const lock = folder.path('lock');
    const stopped = await holding(lock, 'ends', async (pid) => process.kill(pid, 'SIGINT'));
    assert.equal(stopped.code, 130);
    assert.equal(existsSync(lock), false);
    const lost = await verify('--all', '--lock', lock, '--endpoints', '127.0.0.1:1');
    assert.equal(lost.code, 3);
    assert.equal(existsSync(lock), false);
  });

  it('takes over what a killed run left', async () => {
    const lock = folder.path('lock');
    const killed = await holding(lock, 'ends', async (pid) => process.kill(pid, 'SIGKILL'));
    assert.equal(killed.code, null);
    assert.match(readFileSync(lock, 'utf8'), /"pid":/);
    assert.equal((await verify('--all', '--lock', lock)).code, 1);
    assert.equal(existsSync(lock), false);
    writeFileSync(lock, 'of somebody else');
    assert.equal((await verify('--all', '--lock', lock)).code, 3);
  });
});
