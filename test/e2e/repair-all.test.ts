/** Repairs of everything: which ones, how many, and where they stop. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHANGED_STATE, configAt, HEAT_STACKS, PORT_ID, STATE } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';

describe('repair --all', () => {
  let etcd: TestEtcd;
  let folder: string;
  const run = (...args: string[]) => esiState(args, { env: { ...etcd.env, XDG_STATE_HOME: folder } });
  const all = (...args: string[]) => run('repair', '--all', '--settle', '0', ...args);
  const idOf = (i: number) => PORT_ID.replace(/^.{8}/, String(i).padStart(8, '0'));
  const own = (text: string, i: number) => text.replaceAll(PORT_ID, idOf(i));
  const brokenLeft = async () =>
    (await etcd.dump()).filter(({ value }) => Buffer.from(value).toString() === CHANGED_STATE).length;

  async function load(broken: number, healthy = 1): Promise<void> {
    for (let i = 0; i < broken + healthy; i++) {
      await etcd.put(`/config/v2.0/ports/${idOf(i)}`, configAt(2));
      await etcd.put(`/esi-worker/heat_stacks/v2.0/ports/${idOf(i)}`, own(HEAT_STACKS, i));
      await etcd.put(`/state/v2.0/ports/${idOf(i)}`, i < broken ? CHANGED_STATE : STATE);
    }
  }

  before(async () => {
    etcd = await testEtcd();
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await etcd.stop();
  });
  beforeEach(async () => {
    if (folder) rmSync(folder, { recursive: true, force: true });
    folder = mkdtempSync(join(tmpdir(), 'esi-state-all-'));
    await etcd.clear();
  });

  it('mends what is broken, tells it, and takes all of it back by its run', async () => {
    await load(3, 2);
    const before = contents(await etcd.dump());
    const done = await all('--yes', '-o', 'json');
    assert.equal(done.code, 0, done.stderr);
    const { summary, run: name } = JSON.parse(done.stdout);
    assert.equal(summary.written, 3);
    assert.equal(await brokenLeft(), 0);
    const undone = await run('undo', name, '--yes');
    assert.equal(undone.code, 0, undone.stderr);
    assert.deepEqual(contents(await etcd.dump()), before);
    assert.equal((await run('undo', name, '--yes')).code, 5);
  });

  it('writes nothing where more than --max would be', async () => {
    await load(4);
    const { code, stderr } = await all('--yes', '--max', '3');
    assert.equal(code, 5);
    assert.match(stderr, /4 resources would be written, more than --max 3/);
    assert.match(stderr, /esi-state repair --all --dry-run --max 3/);
    const planned = await all('--dry-run', '--max', '3');
    assert.equal(planned.code, 0, planned.stderr);
    assert.match(planned.stdout, /esi-state repair --all --max 4$/m);
    assert.equal(await brokenLeft(), 4);
    const named = await run('repair', 'ports/', '--yes', '--settle', '0', '--max', '3');
    assert.equal(named.code, 5);
    assert.equal(await brokenLeft(), 4);
    const limited = await all('--yes', '--max', '3', '--limit', '3');
    assert.equal(limited.code, 0, limited.stderr);
    assert.match(limited.stdout, /1 more need a repair, beyond --limit/);
    assert.equal(await brokenLeft(), 1);
  });

  it('takes only what is asked for', async () => {
    await load(1);
    await etcd.put('/state/v2.0/networks/aaaabbbb', '{');
    assert.equal((await all('--yes', '--rule', 'version-ahead')).code, 0);
    const mistyped = await all('--yes', '--rule', 'outputs-difer');
    assert.equal(mistyped.code, 2, mistyped.stderr);
    assert.match(mistyped.stderr, /did you mean outputs-differ/);
    assert.equal((await all('--yes', '--type', 'network', '--dry-run')).code, 5);
    assert.equal(await brokenLeft(), 1);
    assert.equal((await all('--yes', '--type', 'ports')).code, 0);
    assert.equal(await brokenLeft(), 0);
  });

  it('skips what is in flight without 5, and lists what is refused with it', async () => {
    await load(1);
    await etcd.put(`/jobs/working/modify:heat_worker:port:${idOf(1)}:3:abcde`, '{}');
    const skipped = await all('--yes');
    assert.equal(skipped.code, 0, skipped.stderr);
    assert.match(skipped.stdout, /SKIPPED .*00000001.*a job is in flight/);
    await etcd.put('/state/v2.0/networks/aaaabbbb', '{');
    const refused = await all('--yes');
    assert.equal(refused.code, 5);
    assert.match(refused.stdout, /REFUSED +v2.0\/networks\/aaaabbbb/);
  });

  it('wrong usage is told before anything is read', async () => {
    assert.equal((await run('repair', '--all', 'ddc14')).code, 2);
    assert.equal((await run('repair')).code, 2);
    assert.equal((await run('repair', 'ddc14', '--limit', '3')).code, 2);
    assert.equal((await all('--dry-run')).code, 3, 'nothing found is not healthy');
  });

  it('an interrupt ends it between two resources, with the signal’s code', async () => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      await etcd.clear();
      await load(6);
      const env = { ...etcd.env, XDG_STATE_HOME: folder };
      const stop = async (pid: number) => {
        while ((await brokenLeft()) === 6) await sleep(5);
        process.kill(pid, signal);
      };
      let stopped: Promise<void> | undefined;
      const done = await esiState(
        ['repair', '--all', '--yes', '--settle', '0', '--pause', '1s', '-o', 'json'],
        {
          env,
          started: (pid) => {
            stopped = stop(pid);
          },
        },
      );
      await stopped;
      assert.equal(done.code, code, done.stderr);
      const { summary } = JSON.parse(done.stdout);
      assert.equal(summary.written + summary.interrupted, 6);
      assert.equal(await brokenLeft(), summary.interrupted);
    }
  });
});
