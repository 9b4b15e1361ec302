/** Repairs, their journal and undo, as an operator sees them. */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  CHANGED_STATE,
  configAt,
  HEAT_STACKS,
  JOB_STATE,
  KEYS,
  OLD_STATE,
  PORT,
  STATE,
} from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { onlyEntry } from '../support/run/journaled.ts';

describe('journal and undo', () => {
  let etcd: TestEtcd;
  let folder: string;
  const run = (...args: string[]) => esiState(args, { env: { ...etcd.env, XDG_STATE_HOME: folder } });
  const repair = (...args: string[]) => run('repair', 'ddc14', '--yes', '--settle', '0', ...args);
  const journal = () => join(folder, 'esi-state', 'journal');
  const entries = async () => JSON.parse((await run('journal', '-o', 'json')).stdout).entries;
  const files = () => readdirSync(journal()).map((name) => join(journal(), name));

  before(async () => {
    etcd = await testEtcd();
  });
  after(() => etcd.stop());
  beforeEach(async () => {
    await etcd.clear();
    if (folder) rmSync(folder, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), 'esi-state-journal-'));
    await etcd.put(KEYS.config, configAt(2));
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    await etcd.put(KEYS.state, CHANGED_STATE);
  });

  /** As a worker leaves it that died after Heat's answer. */
  async function loadAbandoned(): Promise<void> {
    await etcd.clear();
    await etcd.put(KEYS.state, OLD_STATE);
    await etcd.put(KEYS.config, configAt(2));
    await etcd.put(KEYS.job_state, '{}');
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
  }

  it('tells of a repair, who made it, where and why', async () => {
    const done = await repair('--reason', 'ticket 4711');
    assert.equal(done.code, 0, done.stderr);
    const [entry, ...others] = await entries();
    assert.deepEqual(others, []);
    assert.equal(entry.kind, 'repair');
    assert.equal(entry.resource, PORT);
    assert.equal(entry.outcome, 'written');
    assert.equal(entry.undoes, null);
    assert.equal(entry.reason, 'ticket 4711');
    assert.match(entry.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.match(entry.cluster_id, /^[0-9a-f]+$/);
    assert.match(done.stdout, new RegExp(`undo +esi-state undo ${entry.id}`));
    const shown = await run('journal', entry.id.slice(0, 5));
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /ticket 4711/);
    assert.match(shown.stdout, /mac_address/);
    const list = await run('journal');
    assert.match(list.stdout, new RegExp(`^written .*${entry.id}`));
  });

  it('keeps both images in a file of mode 0600 in a folder of mode 0700', async () => {
    await repair();
    assert.equal(statSync(journal()).mode & 0o777, 0o700);
    const [file = ''] = files();
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const [begin] = readFileSync(file, 'utf8').split('\n');
    const [write] = JSON.parse(begin ?? '').writes;
    assert.equal(write.before.text, CHANGED_STATE);
    assert.equal(write.after.text, STATE);
  });

  it('undo gives the very bytes back, once', async () => {
    const broken = contents(await etcd.dump());
    await repair();
    const { id } = onlyEntry(folder);
    const dry = await run('undo', id, '--dry-run');
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stdout, /^UNDO/m);
    assert.equal(contents(await etcd.dump())[KEYS.state], Buffer.from(STATE).toString('latin1'));
    assert.equal((await run('undo', id)).code, 5, 'there is no terminal to ask on');
    const undone = await run('undo', id.slice(0, 6), '--yes');
    assert.equal(undone.code, 0, undone.stderr);
    assert.deepEqual(contents(await etcd.dump()), broken);
    const [first, second] = await entries();
    assert.equal(first.outcome, 'undone');
    assert.equal(second.kind, 'undo');
    assert.equal(second.undoes, id);
    const again = await run('undo', id, '--yes');
    assert.equal(again.code, 5);
    assert.match(again.stdout, /was undone already/);
  });

  it('undo of an abandoned job brings the job_state back, on its lease', async () => {
    await loadAbandoned();
    const before = contents(await etcd.dump());
    assert.equal((await repair()).code, 0);
    const { run: name } = onlyEntry(folder);
    const undone = await run('undo', name, '--yes');
    assert.equal(undone.code, 0, undone.stderr + undone.stdout);
    assert.deepEqual(contents(await etcd.dump()), before);
  });

  it('undo is refused where a stage has moved on, and where a job is at work', async () => {
    await repair();
    const { id } = onlyEntry(folder);
    const job = `/jobs/working/modify:heat_worker:port:${PORT.split('/').at(-1)}:2:abcde`;
    await etcd.put(job, '{}');
    const busy = await run('undo', id, '--yes');
    assert.equal(busy.code, 5);
    assert.match(busy.stdout, /a job is at work/);
    await etcd.remove(job);
    await etcd.put(KEYS.state, STATE);
    const moved = await run('undo', id, '--yes');
    assert.equal(moved.code, 5);
    assert.match(moved.stdout, /state has moved on/);
  });

  it('refuses before anything is written where the journal can not be', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { code, stderr } = await repair('--journal-dir', join(folder, 'file', 'journal'));
    assert.equal(code, 5);
    assert.match(stderr, /^error: the journal folder .* can't be written/);
    assert.equal(contents(await etcd.dump())[KEYS.state], Buffer.from(CHANGED_STATE).toString('latin1'));
  });

  it('ignores a torn last line, and refuses over a damaged one', async () => {
    await repair();
    const [file = ''] = files();
    appendFileSync(file, '{"record":"begin","form');
    assert.equal((await entries()).length, 1);
    appendFileSync(file, '\n');
    const damaged = await run('journal');
    assert.equal(damaged.code, 5);
    assert.match(damaged.stderr, /line 3 of the journal file/);
    chmodSync(file, 0o600);
  });

  it('an entry without an outcome blocks its resource until it is resolved', async () => {
    await repair();
    await etcd.put(KEYS.job_state, JOB_STATE);
    const [file = ''] = files();
    const [begin = ''] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, `${begin}\n`);
    const [{ id, outcome }] = await entries();
    assert.equal(outcome, 'unknown');
    await etcd.put(KEYS.state, CHANGED_STATE);
    const refused = await repair();
    assert.equal(refused.code, 5);
    assert.match(refused.stdout, new RegExp(`journal ${id} --resolve`));
    assert.equal((await run('undo', id, '--yes')).code, 5);
    const resolved = await run('journal', '--resolve');
    assert.equal(resolved.code, 0, resolved.stderr + resolved.stdout);
    assert.equal((await entries())[0].outcome, 'written');
    assert.equal((await repair()).code, 0);
    assert.match((await run('journal', '--resolve')).stdout, /nothing is unknown/);
  });

  it('resolves an entry that was begun and never sent as not written', async () => {
    await repair();
    const [file = ''] = files();
    const [begin = ''] = readFileSync(file, 'utf8').split('\n');
    const record = JSON.parse(begin);
    await etcd.put(KEYS.state, CHANGED_STATE);
    const state = (await etcd.dump()).find(({ key }) => key === KEYS.state)?.modRevision;
    const guards = { ...record.guards, state };
    writeFileSync(file, `${JSON.stringify({ ...record, guards, inFlightMs: 0 })}\n`);
    assert.equal((await run('journal', '--resolve', record.id)).code, 0);
    assert.equal((await entries())[0].outcome, 'not_written');
    assert.match((await run('undo', record.id, '--yes')).stdout, /was never written/);
  });

  it('takes nothing back, and resolves as not written, in a store that was restored from a snapshot', async () => {
    await repair();
    const { id } = onlyEntry(folder);
    const [file = ''] = files();
    const [begin = '', end] = readFileSync(file, 'utf8').split('\n');
    const record = JSON.parse(begin);
    const digests = { ...record.digests, heat_stacks: record.digests.state };
    writeFileSync(file, `${JSON.stringify({ ...record, digests })}\n${end}\n`);
    const other = await run('undo', id, '--yes');
    assert.equal(other.code, 5);
    assert.match(other.stdout, /not the same history/);
    writeFileSync(file, `${JSON.stringify({ ...record, revision: 1_000_000 })}\n`);
    const resolved = await run('journal', '--resolve');
    assert.equal(resolved.code, 0, resolved.stdout + resolved.stderr);
    assert.match(resolved.stdout, /NOT DONE/);
    assert.match(resolved.stdout, /not the same history/);
  });

  it("takes the operator's own word for what etcd no longer tells, marked so", async () => {
    await repair();
    const [file = ''] = files();
    const [begin = ''] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, `${begin}\n`);
    await etcd.put(KEYS.state, CHANGED_STATE);
    await etcd.compact();
    const [{ id, outcome_by }] = await entries();
    assert.equal(outcome_by, null);
    const asked = await run('journal', '--resolve');
    assert.equal(asked.code, 6, asked.stderr);
    assert.match(asked.stdout, /compacted/);
    for (const word of ['written', 'not_written'])
      assert.match(asked.stdout, new RegExp(`journal ${id} --resolve --as ${word}\n`));
    assert.equal((await repair()).code, 5);
    for (const wrong of [
      ['--resolve', '--as', 'written'],
      [id, '--as', 'written'],
      ['--resolve', id, '--as', 'no'],
    ])
      assert.equal((await run('journal', ...wrong)).code, 2, wrong.join(' '));
    const told = await run('journal', '--resolve', id, '--as', 'written');
    assert.equal(told.code, 0, told.stderr);
    assert.match(told.stdout, /the operator's own word/);
    assert.equal((await run('undo', id, '--yes')).code, 5, 'the stages have moved on');
    assert.equal((await run('journal', '--resolve', id, '--as', 'not_written')).code, 0);
    const [entry] = await entries();
    assert.equal(entry.outcome, 'not_written');
    assert.equal(entry.outcome_by, 'operator');
    assert.equal((await repair()).code, 0);
    const [, known] = await entries();
    assert.equal(known.outcome_by, 'etcd');
    assert.equal((await run('journal', '--resolve', known.id, '--as', 'not_written')).code, 5);
  });

  it('names that the journal does not know are exit 4', async () => {
    assert.equal((await run('journal', 'abcdef')).code, 4);
    assert.equal((await run('undo', 'abcdef', '--yes')).code, 4);
    assert.match((await run('journal')).stdout, /no repair so far/);
  });
});
