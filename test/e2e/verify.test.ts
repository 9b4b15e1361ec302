/** What verify tells in each form, and what settings change. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { CHANGED_STATE, KEYS, PORT, PORT_ID, putPort, STACKLESS, STATE } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';

describe('verify on a real etcd', () => {
  let etcd: TestEtcd;
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-'));
  const verify = (...args: string[]) => esiState(['verify', '--settle', '20ms', ...args], { env: etcd.env });

  before(async () => {
    etcd = await testEtcd();
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await etcd.stop();
  });
  beforeEach(() => etcd.clear());

  async function load(state: string): Promise<void> {
    await putPort(etcd);
    if (state !== STATE) await etcd.put(KEYS.state, state);
    await etcd.put('/state/v2.0/plans/default', STACKLESS);
  }

  it('proves who is to blame by the revision before', async () => {
    await load(CHANGED_STATE);
    const [broken] = JSON.parse((await verify('--all', '-o', 'json')).stdout).resources;
    assert.deepEqual(broken.suspects, ['state']);
    assert.match(broken.reason, /changed alone: at revision \d+ the stages still agreed/);
  });

  it('writes a line a resource and the summary last', async () => {
    await load(CHANGED_STATE);
    const { code, stdout } = await verify('--all', '-o', 'ndjson', '--list-all');
    assert.equal(code, 1);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines
        .slice(0, -1)
        .map(({ resource }) => resource)
        .sort(),
      ['v2.0/plans/default', PORT],
    );
    assert.equal(lines.at(-1).summary.broken, 1);
    assert.equal(lines.at(-1).summary.resources, 2);
  });

  it('lists healthy ones only when asked to', async () => {
    await load(STATE);
    assert.deepEqual(JSON.parse((await verify('--all', '-o', 'json')).stdout).resources, []);
    const all = JSON.parse((await verify('--all', '--list-all', '-o', 'json')).stdout).resources;
    assert.deepEqual(
      all.map((one: { verdict: string }) => one.verdict),
      ['stackless', 'settled'],
    );
  });

  it('takes all of a type, and several names', async () => {
    await load(STATE);
    assert.equal(JSON.parse((await verify('ports/', '-o', 'json')).stdout).summary.resources, 1);
    assert.equal(JSON.parse((await verify(PORT_ID, 'plans/', '-o', 'json')).stdout).summary.resources, 2);
  });

  it('goes by the severities of the configuration, the verdict by the default ones', async () => {
    await load(CHANGED_STATE);
    const config = join(folder, 'config.yaml');
    writeFileSync(config, 'severities: {outputs-differ: warning}\n');
    const { code, stdout } = await verify('--all', '--config', config, '-o', 'json');
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).resources[0].verdict, 'broken');
    assert.equal((await verify('--all', '--config', config, '--fail-on', 'warning')).code, 1);
    writeFileSync(config, 'severities: {outputs-differ: off}\n');
    assert.deepEqual(
      JSON.parse((await verify('--all', '--config', config, '-o', 'json')).stdout).resources[0].findings,
      [],
    );
  });

  it('tells what was not looked at when its time is up', async () => {
    await load(STATE);
    const { code, stdout, stderr } = await verify('--all', '--max-duration', '1ms', '--rate', '0.0001');
    assert.equal(code, 3);
    assert.equal(stdout, '');
    assert.match(
      stderr,
      /^error: stopped after --max-duration 1ms \(\d+( of about \d+)? resources were looked at/,
    );
  });

  it('judges a stranger of a type that begins with another type', async () => {
    await load(STATE);
    await etcd.put('/state/v2.0/ports-old/x', STACKLESS);
    await etcd.put('/state/odd', STACKLESS);
    assert.equal(JSON.parse((await verify('--all', '-o', 'json')).stdout).summary.resources, 3);
  });

  it('explains a rule as a page', async () => {
    const { code, stdout } = await esiState(['rules', 'outputs-differ']);
    assert.equal(code, 0);
    for (const part of [
      'Holds when',
      'A finding means',
      'Why it matters',
      'How it is repaired',
      'Examples',
    ]) {
      assert.match(stdout, new RegExp(`^${part}$`, 'm'));
    }
    assert.equal(
      JSON.parse((await esiState(['rules', '-o', 'json'])).stdout).rules[0].id,
      'malformed-document',
    );
    const unknown = await esiState(['rules', 'outputs-difer']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /did you mean outputs-differ/);
  });
});
