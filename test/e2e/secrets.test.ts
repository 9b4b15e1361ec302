/** Secrets in stored values, through the built tool: every command, every format, both streams. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { configAt, HEAT_STACKS, KEYS, STATE } from '../support/data/port.ts';
import { leaks } from '../support/generators/secrets.ts';
import { esiState, type Ran } from '../support/run/cli.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';

const [RIGHT, WRONG] = ['QXZJKWWKJZXQQZ', 'XXQJZZKWQXJKZQ'];
/** One of the port's outputs becomes a secret's. */
const withSecret = (text: string, secret: string) =>
  text.replace('fq_name', 'admin_password').replace(/default-domain:admin:[0-9a-f-]+/, secret);

describe('secrets', () => {
  let etcd: TestEtcd;
  let folder: string;
  const run = (...args: string[]) => esiState(args, { env: { ...etcd.env, XDG_STATE_HOME: folder } });
  const journal = () => join(folder, 'esi-state', 'journal');
  const assertMasked = ({ stdout, stderr }: Ran) =>
    assert.deepEqual(leaks(stdout + stderr, [RIGHT, WRONG]), [], stdout + stderr);

  before(async () => {
    etcd = await testEtcd();
  });
  after(() => etcd.stop());
  beforeEach(async () => {
    await etcd.clear();
    folder = mkdtempSync(join(tmpdir(), 'esi-state-secrets-'));
    await etcd.put(KEYS.config, configAt(2));
    await etcd.put(KEYS.heat_stacks, withSecret(HEAT_STACKS, RIGHT));
    await etcd.put(KEYS.state, withSecret(STATE, WRONG));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const READING = [
    ['show', 'ddc14'],
    ['show', 'ddc14', '--full'],
    ['verify', 'ddc14', '--settle', '0'],
    ['verify', '--all', '--list-all', '--fail-on', 'info', '--settle', '0'],
    ['repair', 'ddc14', '--dry-run', '--bytes', '--settle', '0'],
    ['repair', '--all', '--dry-run', '--settle', '0'],
  ];

  // NDJSON is written of the very objects that JSON is: it is tried with a command that has lines, and with one of one object.
  const LINED = [READING[0], READING[3]];
  for (const args of READING)
    for (const format of LINED.includes(args) ? ['table', 'json', 'ndjson'] : ['table', 'json'])
      it(`${args.join(' ')} -o ${format} masks them, unless --reveal`, async () => {
        const ran = await run(...args, '-o', format);
        assertMasked(ran);
        assert.match(ran.stdout, /\(differs\)|admin_password/);
        if (args[0] !== 'verify' || format !== 'table')
          assert.ok((await run(...args, '-o', format, '--reveal')).stdout.includes(WRONG));
      });

  it('are seen to differ, and their names are seen', async () => {
    const { stdout } = await run('show', 'ddc14');
    assert.match(stdout, /admin_password/);
    assert.match(stdout, /"\*{8}"/);
    assert.match(stdout, /"\(differs\) \*{8}"/);
  });

  it('are not printed raw without --reveal', async () => {
    const refused = await run('show', 'ddc14', '--raw');
    assert.equal(refused.code, 2);
    assert.equal(refused.stdout, '');
    assert.match(refused.stderr, /^error: .*heat_stacks.* --reveal/);
    const raw = await run('show', 'ddc14', '--raw', '--reveal');
    assert.equal(raw.code, 0);
    assert.ok(raw.stdout.includes(`${KEYS.state}\n${withSecret(STATE, WRONG)}\n`));
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    await etcd.put(KEYS.state, STATE);
    assert.equal((await run('show', 'ddc14', '--raw')).code, 0);
  });

  it('stay whole in what is written: etcd, the journal, a saved plan; and their views mask them', async () => {
    const plan = join(folder, 'plan.json');
    assertMasked(await run('repair', 'ddc14', '--plan-out', plan, '--settle', '0'));
    assert.equal(statSync(plan).mode & 0o777, 0o600);
    assert.ok(readFileSync(plan, 'utf8').includes(RIGHT));
    const done = await run('repair', '--apply', plan, '--yes', '--bytes');
    assert.equal(done.code, 0, done.stderr);
    assertMasked(done);
    assert.equal(contents(await etcd.dump())[KEYS.state], withSecret(STATE, RIGHT));
    const [file = ''] = readdirSync(journal());
    assert.ok(readFileSync(join(journal(), file), 'utf8').includes(WRONG));
    const { entries } = JSON.parse((await run('journal', '-o', 'json')).stdout);
    for (const format of ['table', 'json']) {
      for (const args of [
        ['journal', entries[0].id],
        ['undo', entries[0].id, '--dry-run', '--bytes'],
      ]) {
        assertMasked(await run(...args, '-o', format));
        assert.ok((await run(...args, '-o', format, '--reveal')).stdout.includes(WRONG));
      }
    }
    const [write] = JSON.parse((await run('journal', entries[0].id, '-o', 'json')).stdout).entries[0].writes;
    assert.deepEqual(write.before, { masked: true });
    const undone = await run('undo', entries[0].id, '--yes');
    assert.equal(undone.code, 0, undone.stderr);
    assertMasked(undone);
    assert.equal(contents(await etcd.dump())[KEYS.state], withSecret(STATE, WRONG));
  });

  it('are what the configuration says', async () => {
    const config = join(folder, 'config.yaml');
    writeFileSync(config, 'secrets: {never: [admin_password], also: [mac_address]}');
    const shown = await run('show', 'ddc14', '--full', '--config', config);
    assert.ok(shown.stdout.includes(WRONG));
    assert.ok(!shown.stdout.includes('fa:16:3e'));
    assert.match((await run('journal', '--config', config)).stdout, /no repair so far/);
  });

  it('are not in the error of a stage that was cut in the middle of one', async () => {
    const text = withSecret(STATE, WRONG);
    await etcd.put(KEYS.state, text.slice(0, text.indexOf(WRONG) + 8));
    for (const format of ['table', 'json']) {
      assertMasked(await run('show', 'ddc14', '--full', '-o', format));
      assertMasked(await run('verify', 'ddc14', '--settle', '0', '-o', format));
      assertMasked(await run('repair', 'ddc14', '--dry-run', '--bytes', '--settle', '0', '-o', format));
    }
  });
});
