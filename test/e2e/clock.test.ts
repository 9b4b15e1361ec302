/** When revisions were written: noted by verify --all, told by the screens, end to end. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { CHANGED_STATE, KEYS, PORT, putPort } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { type TestFolder, testFolder } from '../support/run/since.ts';

describe('the clock notes', () => {
  let etcd: TestEtcd;
  let folder: TestFolder;
  let bounds: { readonly after: number; readonly before: number };
  before(async () => {
    etcd = await testEtcd();
    folder = testFolder();
    await putPort(etcd);
  });
  after(async () => {
    folder.remove();
    await etcd.stop();
  });
  const dir = () => folder.path('clock');
  const run = (...args: string[]) =>
    esiState(args, { env: { ...etcd.env, TZ: 'UTC', ESI_STATE_CLOCK_DIR: dir() } });
  const verifyAll = (...args: string[]) => run('verify', '--all', '--settle', '0', ...args);
  const noteFile = () => `${dir()}/${readdirSync(dir())[0]}`;

  it('tell nothing where there are none', async () => {
    const { stdout } = await run('show', PORT);
    assert.doesNotMatch(stdout, /about|after \d|before \d/);
    const { stages } = JSON.parse((await run('show', PORT, '-o', 'json')).stdout);
    assert.equal(stages.state.written, null);
  });

  it('hold a write between the run before it and the run behind it', async () => {
    const before = Math.floor(Date.now() / 1000) - 1;
    await verifyAll();
    await etcd.put(KEYS.state, CHANGED_STATE);
    await verifyAll();
    bounds = { after: before, before: Math.ceil(Date.now() / 1000) + 1 };
    const { stages } = JSON.parse((await run('show', PORT, '-o', 'json')).stdout);
    const { after, before: until } = stages.state.written;
    assert.ok(Date.parse(after) / 1000 >= bounds.after && Date.parse(until) / 1000 <= bounds.before);
    assert.ok(Date.parse(after) <= Date.parse(until));
    assert.equal(stages.heat_stacks.written.after, null);
    assert.equal(stages.job_state.written, null);
  });

  it('stand in show beside the revisions', async () => {
    const { stdout } = await run('show', PORT);
    const times = stdout.split('\n').find((line) => line.includes('about '));
    assert.match(times ?? stdout, /before [-\d ]*:\d\d +- +about [-\d ]*:\d\d/);
  });

  it('stand in the groups of verify', async () => {
    const { stdout } = await verifyAll();
    assert.doesNotMatch(stdout, /resources at the last run/);
    const many = Array.from({ length: 30 }, (_, i) => ({
      put: `/state/v2.0/ports/${String(i).padStart(8, '0')}`,
      value: '{"broken',
    }));
    await etcd.writeAll(many.map(({ put, value }) => ({ put, value })));
    assert.match((await verifyAll()).stdout, /when[\s\S]*about \d\d:\d\d/);
  });

  it('tell that the store has shrunk', async () => {
    await etcd.clear();
    await putPort(etcd);
    const { stdout, code } = await verifyAll();
    assert.match(stdout, /31 resources at the last run \(about \d\d:\d\d\), 1 now/);
    assert.equal(code, 0);
    assert.doesNotMatch((await verifyAll()).stdout, /at the last run/);
  });

  it('that nobody can read are as none, and are begun anew', async () => {
    writeFileSync(noteFile(), '{"format": "esi-state-clock", "notes": [[1]]');
    assert.equal((await run('show', PORT)).code, 0);
    assert.equal((await verifyAll()).code, 0);
    assert.equal(JSON.parse(readFileSync(noteFile(), 'utf8')).notes.length, 1);
  });

  it('that can not be written take no verdict away, and are told of where their folder was named', async () => {
    writeFileSync(folder.path('file'), '');
    const { stdout, code } = await verifyAll('--clock-dir', folder.path('file'));
    assert.equal(code, 0);
    assert.match(stdout, /no time is noted in .*file/);
  });

  it('have a folder that is a setting', async () => {
    const { stdout } = await run('config', '-o', 'json');
    const row = JSON.parse(stdout).settings['clock-dir'];
    assert.deepEqual(row, {
      value: dir(),
      source: 'environment',
      origin: 'ESI_STATE_CLOCK_DIR',
    });
    writeFileSync(folder.path('config.yaml'), 'clock-dir: times\n');
    const file = await esiState(['config', '--config', folder.path('config.yaml')], { env: etcd.env });
    assert.match(file.stdout, /clock-dir +\S*\/times/);
  });
});
