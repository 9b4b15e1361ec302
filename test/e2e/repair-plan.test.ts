/** Plans that are saved, carried out later, or refused. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { CHANGED_STATE, configAt, HEAT_STACKS, KEYS, OLD_STATE, STATE } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';

describe('a plan', () => {
  let etcd: TestEtcd;
  let folder: string;
  let file: string;
  const run = (...args: string[]) => esiState(args, { env: { ...etcd.env, XDG_STATE_HOME: folder } });
  const repair = (...args: string[]) => run('repair', 'ddc14', '--settle', '0', ...args);
  const apply = (...args: string[]) => run('repair', '--apply', file, '--yes', ...args);
  const stored = async (key: string) =>
    Buffer.from(contents(await etcd.dump())[key] ?? '', 'latin1').toString();
  const planIn = (stdout: string) => /^PLAN.*?^undo [^\n]*$/ms.exec(stdout)?.[0];

  before(async () => {
    etcd = await testEtcd();
    folder = mkdtempSync(join(tmpdir(), 'esi-state-plan-'));
    file = join(folder, 'plan.json');
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await etcd.stop();
  });
  beforeEach(async () => {
    await etcd.clear();
    rmSync(file, { force: true });
    await etcd.put(KEYS.config, configAt(2));
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    await etcd.put(KEYS.state, CHANGED_STATE);
  });

  it('is the same in a dry run, saved, applied, and in the real run', async () => {
    const dry = planIn((await repair('--dry-run')).stdout);
    assert.match(dry ?? '', /mac_address/);
    const saved = await repair('--plan-out', file);
    assert.equal(saved.code, 0, saved.stderr);
    assert.equal(planIn(saved.stdout), dry);
    assert.equal(await stored(KEYS.state), CHANGED_STATE, 'nothing else is written');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    await etcd.put('/jobs/all/create:heat_worker:port:other:1:abcde', '{}');
    const planned = await run('repair', '--apply', file, '--dry-run');
    assert.equal(planIn(planned.stdout), dry);
    assert.equal(await stored(KEYS.state), CHANGED_STATE);
    const done = await apply();
    assert.equal(done.code, 0, done.stderr);
    assert.equal(planIn(done.stdout), dry);
    assert.equal(await stored(KEYS.state), STATE);
  });

  it('is the same where it is made and carried out at once', async () => {
    const dry = planIn((await repair('--dry-run')).stdout);
    assert.equal(planIn((await repair('--yes')).stdout), dry);
  });

  it('is refused where the resource moved, or a job came', async () => {
    await repair('--plan-out', file);
    await etcd.put(KEYS.config, configAt(3));
    const moved = await apply();
    assert.equal(moved.code, 5);
    assert.match(moved.stdout, /config was at revision \d+ when planned/);
    await repair('--plan-out', file);
    await etcd.put('/jobs/working/modify:heat_worker:port:ddc14be4-3480-4e97-a978-817b18f9904c:2:a', '{}');
    const busy = await apply();
    assert.equal(busy.code, 5);
    assert.match(busy.stdout, /a job came meanwhile/);
    assert.equal(await stored(KEYS.state), CHANGED_STATE);
  });

  it('is refused where it was edited, is none, or is of a format to come', async () => {
    await repair('--plan-out', file);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('fa:16:3e:f7:60:7f', 'fa:16:3e:f7:60:70'));
    const edited = await apply();
    assert.equal(edited.code, 5);
    assert.match(edited.stderr, /was changed since it was saved/);
    writeFileSync(file, text.replace('"format_version": 1', '"format_version": 2'));
    assert.equal((await apply()).code, 2);
    writeFileSync(file, '{}');
    assert.equal((await apply()).code, 2);
    assert.equal((await run('repair', 'ddc14', '--apply', file)).code, 2);
    for (const choice of [['--drop-unknown'], ['--dead-job', '/jobs/all/x'], ['--limit', '1']])
      assert.equal((await run('repair', '--apply', file, ...choice)).code, 2, choice[0]);
    assert.equal(await stored(KEYS.state), CHANGED_STATE);
  });

  it('is refused with other prefixes', async () => {
    await repair('--plan-out', file);
    const { code, stderr } = await apply('--prefix', 'state=/blue/state');
    assert.equal(code, 5);
    assert.match(stderr, /made with state under \/state\//);
  });

  it('is refused by another cluster, and by the same one with another history', async () => {
    await repair('--plan-out', file);
    const other = await testEtcd();
    try {
      const env = { ...other.env, XDG_STATE_HOME: folder };
      // A throwaway etcd of the same name and address has the same cluster ID.
      const refused = await esiState(['repair', '--apply', file, '--yes'], { env });
      assert.equal(refused.code, 5);
      assert.match(refused.stderr, /another|this is|not the same history/);
    } finally {
      await other.stop();
    }
  });

  it('shows the bytes where that is asked for', async () => {
    const { stdout } = await repair('--dry-run', '--bytes');
    assert.match(stdout, /fa:16:3e:f7:60:7e/);
    assert.match(stdout, /bytes from \d+ on/);
  });

  it('of an abandoned job is applied as one transaction', async () => {
    await etcd.clear();
    await etcd.put(KEYS.state, OLD_STATE);
    await etcd.put(KEYS.config, configAt(2));
    await etcd.put(KEYS.job_state, '{}');
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    await repair('--plan-out', file);
    assert.equal((await apply()).code, 0);
    const now = await etcd.dump();
    assert.deepEqual(
      now.map(({ key }) => key),
      [KEYS.config, KEYS.heat_stacks, KEYS.state],
    );
  });

  describe('where no key is under the jobs prefix', () => {
    const working = 'modify:heat_worker:port:ddc14be4-3480-4e97-a978-817b18f9904c:3:abcde';

    it('says so, and plans all the same: at rest that is normal', async () => {
      const { code, stdout } = await repair('--dry-run');
      assert.equal(code, 0);
      assert.match(stdout, /^jobs +no key at all is under \/jobs\/: at rest that is normal$/m);
      const { stderr } = await repair('--dry-run', '-o', 'json');
      assert.deepEqual(JSON.parse(stderr), { note: 'no key at all is under /jobs/: at rest that is normal' });
    });

    it('says nothing where there is one', async () => {
      await etcd.put('/jobs/all/create:heat_worker:port:other:1:abcde', '{}');
      assert.doesNotMatch((await repair('--dry-run')).stdout, /no key at all/);
    });

    it('is refused where jobs are beside the state prefix: a mistyped prefix hides a job at work', async () => {
      await etcd.put(`/jobs/working/${working}`, '{}');
      for (const args of [['--yes'], ['--dry-run'], ['--plan-out', file, '-o', 'json']]) {
        const { code, stderr } = await repair('--prefix', 'jobs=/jbos/', ...args);
        assert.equal(code, 5, stderr);
        assert.match(stderr, /no key at all is under \/jbos\/, and there are keys under \/jobs\//);
        assert.match(stderr, /--prefix jobs=\/jobs\//);
      }
      assert.equal(existsSync(file), false, 'no plan is saved');
      assert.equal(await stored(KEYS.state), CHANGED_STATE);
      const told = await repair('--prefix', 'jobs=/jbos/', '--allow-empty', '--dry-run');
      assert.equal(told.code, 0, told.stderr);
      assert.match(told.stdout, /no key at all is under \/jbos\//);
    });

    it('is refused where what is there are no jobs: a folder of theirs hides one at work', async () => {
      await etcd.put(`/jobs/working/${working}`, '{}');
      await etcd.put(`/jobs/all/${working}`, '{}');
      const { code, stderr } = await repair('--prefix', 'jobs=/jobs/all/', '--yes');
      assert.equal(code, 5, stderr);
      assert.match(stderr, /no key under \/jobs\/all\/ is one of a job/);
      assert.match(stderr, /--prefix jobs=\/jobs\//);
      assert.equal(await stored(KEYS.state), CHANGED_STATE);
    });

    it('is refused where /config is empty while stages are not', async () => {
      await etcd.remove(KEYS.config);
      assert.equal((await repair('--yes')).code, 5);
      assert.equal(await stored(KEYS.state), CHANGED_STATE);
      const { code, stderr } = await repair('--yes', '--allow-empty');
      assert.equal(code, 0, stderr);
    });

    it('is asked for an undo and a saved plan too', async () => {
      assert.equal((await repair('--plan-out', file)).code, 0);
      await etcd.remove(KEYS.config);
      assert.equal((await apply()).code, 5);
      await etcd.put(KEYS.config, configAt(2));
      const { stdout } = await repair('--yes', '-o', 'json');
      await etcd.remove(KEYS.config);
      const undo = (...args: string[]) => run('undo', JSON.parse(stdout).run, '--yes', ...args);
      assert.equal((await undo()).code, 5);
      assert.equal((await undo('--allow-empty')).code, 0);
    });
  });
});
