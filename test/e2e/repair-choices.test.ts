/** What an operator may decide where evidence does not. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  CHANGED_STATE,
  HEAT_STACKS,
  KEYS,
  OLD_STATE,
  PORT_ID,
  putPort,
  STATE,
} from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';

describe('choices', () => {
  let etcd: TestEtcd;
  let folder: string;
  const repair = (...args: string[]) =>
    esiState(['repair', PORT_ID, '--yes', '--settle', '0', ...args], {
      env: { ...etcd.env, XDG_STATE_HOME: folder },
    });
  const stored = async (key: string) =>
    Buffer.from(contents(await etcd.dump())[key] ?? '', 'latin1').toString();

  before(async () => {
    etcd = await testEtcd();
    folder = mkdtempSync(join(tmpdir(), 'esi-state-choices-'));
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await etcd.stop();
  });
  beforeEach(async () => {
    await etcd.clear();
    await putPort(etcd);
  });

  for (const [what, text] of [
    ['cut', HEAT_STACKS.slice(0, 99)],
    ['changed alone', HEAT_STACKS.replace('60:7f', '60:7e')],
    ["another port's", HEAT_STACKS.replaceAll(PORT_ID, 'ffffffff')],
  ] as const) {
    it(`heat_stacks that is ${what} comes back from its history`, async () => {
      await etcd.put(KEYS.heat_stacks, text);
      const { code, stdout, stderr } = await repair();
      assert.equal(code, 0, stdout + stderr);
      assert.match(stdout, /when it agreed with the rest/);
      assert.equal(await stored(KEYS.heat_stacks), HEAT_STACKS);
    });
  }

  it('heat_stacks that is lost comes back from its history', async () => {
    await etcd.remove(KEYS.heat_stacks);
    const { code, stdout, stderr } = await repair();
    assert.equal(code, 0, stdout + stderr);
    assert.equal(await stored(KEYS.heat_stacks), HEAT_STACKS);
  });

  it('nothing is inferred from a heat_stacks that was edited twice', async () => {
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS.replace('60:7f', '60:7e'));
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS.replace('60:7f', '60:7d'));
    const { code, stdout } = await repair();
    assert.equal(code, 5);
    assert.match(stdout, /no revision still in etcd proves/);
    const good = (await etcd.dump()).find(({ key }) => key === KEYS.state)?.modRevision;
    const told = await repair('--from', `revision:${good}`, '--stage', 'heat_stacks');
    assert.equal(told.code, 0, told.stdout);
    assert.equal(await stored(KEYS.heat_stacks), HEAT_STACKS);
  });

  it('heat_stacks is made from state only when told, and the plan marks what was made up', async () => {
    await etcd.put(KEYS.heat_stacks, '{}');
    await etcd.put(KEYS.heat_stacks, '{');
    const args = ['--from', 'state', '--stage', 'heat_stacks'];
    const unknown = await repair(...args);
    assert.equal(unknown.code, 5);
    assert.match(unknown.stdout, /--set tenant_id=ID/);
    args.push('--set', 'tenant_id=fe3a4a1a72c04479bb6c19c2c0ccba4c');
    assert.match((await repair(...args)).stdout, /--set status_reason/);
    const done = await repair(...args, '--set', 'status_reason=Stack successfully updated');
    assert.equal(done.code, 0, done.stdout);
    assert.match(done.stdout, /made up +tenant_id: told by --set/);
    assert.equal(await stored(KEYS.heat_stacks), HEAT_STACKS);
  });

  it('fields that nobody documented are not lost without a word', async () => {
    await etcd.put(KEYS.state, STATE.replace('"version"', '"verify": true, "version"'));
    await etcd.remove(KEYS.state);
    const { code, stdout } = await repair();
    assert.equal(code, 5);
    assert.match(stdout, /had fields that nobody documented.*\/verify/s);
    assert.equal((await repair('--drop-unknown')).code, 0);
    assert.equal(await stored(KEYS.state), STATE);
  });

  it('a job key without a worker stands in the way until it is called dead, and then must not move', async () => {
    await etcd.put(KEYS.state, OLD_STATE);
    await etcd.put(KEYS.job_state, '{}');
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    const job = `/jobs/all/modify:heat_worker:port:${PORT_ID}:2:abcde`;
    await etcd.put(job, '{}');
    const refused = await repair();
    assert.equal(refused.code, 5);
    assert.match(refused.stdout, /--dead-jobs$/m);
    const another = `/jobs/finished/modify:heat_worker:port:${PORT_ID}:2:abcde`;
    await etcd.put(another, '{}');
    assert.equal((await repair('--dead-job', job)).code, 5);
    const done = await repair('--dead-job', job, '--dead-job', another);
    assert.equal(done.code, 0, done.stdout + done.stderr);
    assert.equal(await stored(KEYS.state), STATE);
    assert.equal(await stored(job), '{}');
  });

  it('--republish writes the same bytes once more, and only what is healthy', async () => {
    const written = async () => (await etcd.dump()).find(({ key }) => key === KEYS.state);
    const before = await written();
    const { code, stdout } = await repair('--republish');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /gohan/);
    const after = await written();
    assert.deepEqual(after?.value, before?.value);
    assert.ok((after?.modRevision ?? 0) > (before?.modRevision ?? 0));
    await etcd.put(KEYS.state, CHANGED_STATE);
    assert.equal((await repair('--republish')).code, 5);
  });
});
