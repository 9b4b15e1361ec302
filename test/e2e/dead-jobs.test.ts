/** A worker died and its job's keys are left: one word of the operator's goes for all of them. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { configAt, HEAT_STACKS, OLD_STATE, PORT_ID, STATE } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { commandsOn, splitBy } from '../support/run/pasted.ts';
import { type TestFolder, testFolder } from '../support/run/since.ts';

describe('repair --dead-jobs', () => {
  let etcd: TestEtcd;
  let folder: TestFolder;
  before(async () => {
    etcd = await testEtcd();
    folder = testFolder();
  });
  after(async () => {
    folder.remove();
    await etcd.stop();
  });
  beforeEach(() => etcd.clear());

  const idOf = (i: number) => PORT_ID.replace(/^.{8}/, String(i).padStart(8, '0'));
  const nameOf = (i: number) => `v2.0/ports/${idOf(i)}`;
  const jobOf = (i: number, end = 'bq4tq') => `modify:heat_worker:port:${idOf(i)}:2:${end}`;
  const own = (text: string, i: number) => text.replaceAll(PORT_ID, idOf(i));
  const run = (...args: string[]) =>
    esiState([args[0] ?? '', '--settle', '0', ...args.slice(1)], {
      env: { ...etcd.env, XDG_STATE_HOME: folder.path('state'), COLUMNS: '80' },
    });
  /** As it is pasted, but for the answer that a terminal would give. */
  const paste = (command: string, ...more: string[]) =>
    run(...(splitBy('sh', [command])[0] ?? []).slice(1), ...more);
  const stored = async () => contents(await etcd.dump());

  /** The worker died behind Heat's report. */
  async function die(i: number, folders: readonly string[] = ['all']): Promise<string[]> {
    const keys = folders.map((one) => `/jobs/${one}/${jobOf(i)}`);
    await etcd.put(`/state/${nameOf(i)}`, own(OLD_STATE, i));
    await etcd.put(`/config/${nameOf(i)}`, configAt(2));
    for (const key of keys) await etcd.put(key, '{}');
    await etcd.put(`/esi-worker/job_state/${nameOf(i)}`, '{}');
    await etcd.put(`/esi-worker/heat_stacks/${nameOf(i)}`, own(HEAT_STACKS, i));
    return keys;
  }

  it('one: the refusal tells the whole command, and the report the keys that are left', async () => {
    const keys = await die(1, ['all', 'finished']);
    const refused = await run('repair', nameOf(1), '--dry-run');
    assert.equal(refused.code, 5);
    assert.match(refused.stdout, /2 job keys are left that no worker holds/);
    const next = commandsOn(refused.stdout).at(-1) ?? '';
    assert.equal(next, 'esi-state repair ports/00000001 --dead-jobs --dry-run');
    const planned = await paste(next);
    assert.equal(planned.code, 0, planned.stdout + planned.stderr);
    for (const key of keys) assert.ok(planned.stdout.replace(/\s+/g, '').includes(`${key}@`), key);
    const done = await paste(commandsOn(planned.stdout).at(-1) ?? '', '--yes');
    assert.equal(done.code, 0, done.stdout + done.stderr);
    assert.equal((await stored())[`/state/${nameOf(1)}`], Buffer.from(own(STATE, 1)).toString('latin1'));
    for (const key of keys) {
      assert.ok(key in (await stored()), 'the keys are not ours');
      assert.ok(done.stdout.split('\n').includes(`etcdctl del ${key}`), done.stdout);
    }
    assert.equal(commandsOn(done.stdout).at(-1), 'esi-state verify ports/00000001');
  });

  it('a key is named by its last part, or whole, and stands for itself alone', async () => {
    const [all = '', finished = ''] = await die(1, ['all', 'finished']);
    const part = await run('repair', nameOf(1), '--dry-run', '--dead-job', all);
    assert.equal(part.code, 5);
    assert.match(part.stdout.replace(/\s+/g, ''), new RegExp(`nobodycalleddead:${finished}`));
    for (const said of [jobOf(1), 'bq4tq', '2:bq4tq']) {
      const { code, stdout } = await run('repair', nameOf(1), '--dry-run', '--dead-job', said);
      assert.equal(code, 0, stdout);
    }
    assert.equal((await run('repair', nameOf(1), '--dry-run', '--dead-job', 'q4tq')).code, 5);
  });

  it('a host crashed: all of them by one command; what is at work is never dead', async () => {
    for (let i = 0; i < 12; i++) await die(i);
    await die(12, ['all', 'working']);
    const before = await stored();
    const page = await run('verify', '--all', '--settle', '2s');
    assert.match(
      page.stdout.replace(/\s+/g, ' '),
      /jobs 12 jobs, made between revisions \d+ and \d+( \([^)]*\))?, have no worker; their keys are left/,
    );
    assert.equal(commandsOn(page.stdout).at(-1), 'esi-state repair --all --dead-jobs --dry-run');
    const refused = await run('repair', '--all', '--rule', 'abandoned-job', '--dry-run');
    assert.equal(refused.code, 5);
    const next = commandsOn(refused.stdout).at(-1) ?? '';
    assert.equal(next, 'esi-state repair --all --dead-jobs --rule abandoned-job --dry-run');
    const planned = await paste(next);
    assert.equal(planned.code, 0, planned.stdout + planned.stderr);
    assert.match(planned.stdout, /^resource +what +source +result$/m);
    assert.match(planned.stdout, /^ports\/00000003 +publish v2, delete job_state +heat_stacks@\d+ +\w+$/m);
    assert.match(planned.stdout.replace(/\s+/g, ' '), /--dead-jobs calls 12 job keys dead/);
    assert.doesNotMatch(planned.stdout, /only planned/);
    const done = await paste(commandsOn(planned.stdout).at(-1) ?? '', '--yes');
    assert.equal(done.code, 0, done.stdout + done.stderr);
    assert.match(done.stdout, /^done 12, skipped 1$/m);
    const now = await stored();
    for (let i = 0; i < 12; i++) {
      assert.equal(now[`/state/${nameOf(i)}`], Buffer.from(own(STATE, i)).toString('latin1'));
      assert.ok(done.stdout.split('\n').includes(`etcdctl del /jobs/all/${jobOf(i)}`));
    }
    for (const key of Object.keys(before).filter((one) => one.includes(idOf(12))))
      assert.equal(now[key], before[key]);
    assert.equal(commandsOn(done.stdout).at(-1), 'esi-state verify --all');
  });

  it('only what is left by names, rule, type and limit is at hand', async () => {
    for (let i = 0; i < 3; i++) await die(i);
    const limited = await run('repair', '--all', '--dead-jobs', '--limit', '1', '--dry-run', '-o', 'json');
    const { resources } = JSON.parse(limited.stdout);
    assert.deepEqual(
      resources.map(({ plan }: { plan: { dead_jobs: unknown } }) => plan.dead_jobs),
      [
        [
          {
            key: `/jobs/all/${jobOf(0)}`,
            mod_revision: (await etcd.dump()).find(({ key }) => key === `/jobs/all/${jobOf(0)}`)?.modRevision,
          },
        ],
      ],
    );
    const two = await run('repair', nameOf(0), nameOf(1), '--dead-jobs', '--dry-run', '-o', 'json');
    assert.equal(two.code, 0);
    assert.equal(JSON.parse(two.stdout).summary.planned, 2);
  });
});
