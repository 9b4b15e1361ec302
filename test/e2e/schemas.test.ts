/** Every JSON output of the built tool against the schemas that are in the package. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { CHANGED_STATE, JOB_STATE, KEYS, PORT, putPort, STACKLESS } from '../support/data/port.ts';
import { esiState, type Ran } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { SCHEMAS, schemaCheck } from '../support/run/schemas.ts';
import { type TestFolder, testFolder } from '../support/run/since.ts';

describe('the JSON outputs', () => {
  let etcd: TestEtcd;
  let folder: TestFolder;
  const check = schemaCheck();
  const used = new Set<string>();
  before(async () => {
    etcd = await testEtcd();
    folder = testFolder();
    await putPort(etcd);
    await etcd.put(KEYS.state, CHANGED_STATE);
    await etcd.put('/state/v2.0/plans/default', STACKLESS);
    await etcd.put('/state/v2.0/plans/cut', STACKLESS.slice(0, 20));
    await etcd.put('/state/v2.0/plans/bytes', Buffer.from([0x7b, 0xff]));
    await etcd.put('/state/v2.0/plans/busy', STACKLESS);
    await etcd.put('/jobs/working/modify:heat_worker:plan:busy:2:abcde', '{}');
    await etcd.put(
      '/state/v2.0/plans/odd',
      STACKLESS.replace('"error": ""', '"error": "", "token": "abcdefgh"'),
    );
  });
  after(async () => {
    folder.remove();
    await etcd.stop();
  });
  const run = (...args: string[]) =>
    esiState([...args, '--settle', '0'], { env: { ...etcd.env, XDG_STATE_HOME: folder.path('state') } });
  const plainly = (...args: string[]) =>
    esiState(args, { env: { ...etcd.env, XDG_STATE_HOME: folder.path('state') } });

  function holds(name: string, text: string): void {
    used.add(name);
    assert.notEqual(text, '', name);
    assert.equal(check(name, JSON.parse(text)), '');
  }
  function eachHolds(name: string, { stdout }: Ran): void {
    for (const line of stdout.trim().split('\n')) holds(name, line);
  }

  it('verify', async () => {
    holds('verify', (await run('verify', '--all', '--list-all', '-o', 'json')).stdout);
    eachHolds('verify-line', await run('verify', '--all', '--list-all', '-o', 'ndjson'));
    const known = folder.path('known');
    const printed = await run('verify', '--all', '-o', 'baseline');
    writeFileSync(known, printed.stdout.replaceAll('"reason": ""', '"reason": "r"'));
    const since = ['--since', folder.path('since'), '--baseline', known];
    holds('verify', (await run('verify', '--all', ...since, '-o', 'json')).stdout);
    eachHolds('verify-line', await run('verify', '--all', ...since, '-o', 'ndjson'));
    writeFileSync(
      known,
      printed.stdout.replaceAll('"reason": ""', '"reason": "r"').replaceAll(/20\d\d-/g, '2020-'),
    );
    const { stdout } = await run('verify', '--all', '--baseline', known, '-o', 'json');
    assert.equal(JSON.parse(stdout).baseline.lines.expired, 1);
    holds('verify', stdout);
  });

  it('show', async () => {
    holds('show', (await plainly('show', PORT, '-o', 'json')).stdout);
    const plans = ['cut', 'bytes', 'busy', 'odd'].map((id) => `v2.0/plans/${id}`);
    const { stdout } = await plainly('show', ...plans, '-o', 'json');
    assert.match(stdout, /"raw_base64"/);
    assert.match(stdout, /"masked": true/);
    holds('show', stdout);
    eachHolds('show', await plainly('show', ...plans, '-o', 'ndjson'));
  });

  it('list', async () => {
    holds('list', (await plainly('list', '--match', 'a', '-o', 'json')).stdout);
    eachHolds('list-line', await plainly('list', '-o', 'ndjson'));
  });

  it('repair, undo and journal', async () => {
    holds('repair', (await run('repair', PORT, '--dry-run', '-o', 'json')).stdout);
    eachHolds('repair-line', await run('repair', '--all', '--dry-run', '-o', 'ndjson'));
    holds('repair', (await run('repair', PORT, '--yes', '--reason', 'why', '-o', 'json')).stdout);
    const journal = await plainly('journal', '-o', 'json');
    holds('journal', journal.stdout);
    const { id } = JSON.parse(journal.stdout).entries[0];
    holds('journal', (await plainly('journal', id, '-o', 'json')).stdout);
    holds('repair', (await plainly('undo', id, '--yes', '-o', 'json')).stdout);
    await etcd.put(KEYS.job_state, JOB_STATE);
    eachHolds('repair-line', await run('repair', PORT, '--dry-run', '-o', 'ndjson'));
    const lines = (await plainly('journal', '-o', 'ndjson')).stdout.trim().split('\n');
    assert.equal(lines.length, 2);
    const entries = lines.map((line) => JSON.parse(line));
    assert.equal(check('journal', { schema_version: 1, entries }), '');
  });

  it('ping', async () => {
    holds('ping', (await plainly('ping', '--count', '-o', 'json')).stdout);
    eachHolds(
      'ping',
      await plainly('ping', '-o', 'ndjson', '--endpoints', `127.0.0.1:1,${etcd.etcd.endpoints[0]}`),
    );
  });

  it('rules and config', async () => {
    holds('rules', (await plainly('rules', '-o', 'json')).stdout);
    holds('rules', (await plainly('rules', 'outputs-differ', '-o', 'json')).stdout);
    holds('config', (await plainly('config', '-o', 'json')).stdout);
    eachHolds('config', await plainly('config', '-o', 'ndjson'));
  });

  it('errors', async () => {
    for (const args of [['show', 'nothere'], ['verify'], ['verify', '--all', '--endpoints', '127.0.0.1:1']]) {
      holds('error', (await plainly(...args, '-o', 'json')).stderr);
    }
  });

  it('a field that is misspelt, and one that is missing, are noticed', async () => {
    const value = JSON.parse((await run('verify', '--all', '-o', 'json')).stdout);
    assert.match(check('verify', { ...value, sumary: 1 }), /additional properties/);
    const { notes: _, ...less } = value;
    assert.match(check('verify', less), /must have required property 'notes'/);
    const [first, ...rest] = value.resources;
    const odd = { ...first, findings: [{ ...first.findings[0], sevrity: 'error' }] };
    assert.match(check('verify', { ...value, resources: [odd, ...rest] }), /additional properties/);
  });

  it('each schema was held against an output', () => {
    assert.deepEqual([...used, 'common'].sort(), [...SCHEMAS].sort());
  });
});
