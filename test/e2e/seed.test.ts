/** The main job, end to end: a port at the end of a modify, one character changed by hand, found and mended. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  CHANGED_PATH,
  CHANGED_STATE,
  configAt,
  HEAT_STACKS,
  JOB_STATE,
  KEYS,
  OLD_STATE,
  PORT,
  PORT_ID,
  STACKLESS,
  STATE,
} from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';

describe('the tool on a real etcd', () => {
  let etcd: TestEtcd;
  const run = (...args: string[]) => esiState([...args, '--settle', '20ms'], { env: etcd.env });
  const show = (...args: string[]) => esiState(['show', ...args], { env: etcd.env });

  before(async () => {
    etcd = await testEtcd();
  });
  after(() => etcd.stop());
  beforeEach(() => etcd.clear());

  async function loadComplete(state = STATE): Promise<void> {
    await etcd.put(KEYS.config, configAt(2));
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    await etcd.put(KEYS.job_state, JOB_STATE);
    await etcd.put(KEYS.state, state);
  }

  /** As a worker leaves it that died after Heat's answer. */
  async function loadAbandoned(): Promise<void> {
    await etcd.put(KEYS.state, OLD_STATE);
    await etcd.put(KEYS.config, configAt(2));
    await etcd.put(KEYS.job_state, '{}');
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
  }

  it('show: complete', async () => {
    await loadComplete();
    const { code, stdout } = await show('ddc14');
    assert.equal(code, 0);
    assert.match(stdout, /^COMPLETE +v2\.0\/ports\/ddc14be4-3480-4e97-a978-817b18f9904c/);
  });

  it('verify names the changed path, repair brings the very bytes back, verify is content', async () => {
    await loadComplete();
    const healthy = contents(await etcd.dump());
    await etcd.put(KEYS.state, CHANGED_STATE);
    const found = await run('verify', '--all', '-o', 'json');
    assert.equal(found.code, 1);
    const [broken] = JSON.parse(found.stdout).resources;
    assert.equal(broken.resource, PORT);
    assert.equal(broken.verdict, 'broken');
    assert.deepEqual(broken.suspects, ['state']);
    const [finding] = broken.findings.filter((one: { rule: string }) => one.rule === 'outputs-differ');
    assert.equal(finding.path, CHANGED_PATH);
    assert.equal(finding.expected, '"fa:16:3e:f7:60:7f"');
    assert.equal(finding.actual, '"fa:16:3e:f7:60:7e"');
    const table = await run('verify', '--all');
    assert.equal(table.code, 1);
    assert.match(table.stdout, new RegExp(CHANGED_PATH));

    const repaired = await run('repair', 'ddc14', '--yes');
    assert.equal(repaired.code, 0, repaired.stderr);
    assert.deepEqual(contents(await etcd.dump()), healthy);
    const clean = await run('verify', '--all');
    assert.equal(clean.code, 0);
    assert.match(clean.stdout, /no inconsistencies in 1 resource at revision \d+/);
  });

  it('repair finishes an abandoned job and leaves it settled', async () => {
    await loadAbandoned();
    assert.equal((await run('verify', PORT_ID)).code, 1);
    const dry = await run('repair', 'ddc14', '--dry-run');
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stdout, /DELETE +\/esi-worker\/job_state\//);
    assert.equal((await etcd.dump()).length, 4, 'a dry run writes nothing');
    assert.equal((await run('repair', 'ddc14', '--yes')).code, 0);
    const left = contents(await etcd.dump());
    assert.deepEqual(left, {
      [KEYS.config]: configAt(2),
      [KEYS.heat_stacks]: HEAT_STACKS,
      [KEYS.state]: STATE,
    });
    assert.match((await show('ddc14')).stdout, /^SETTLED/);
  });

  it('repair without a terminal and without --yes only plans, and exits 5', async () => {
    await loadComplete(CHANGED_STATE);
    const { code, stdout, stderr } = await run('repair', 'ddc14');
    assert.equal(code, 5);
    assert.match(stdout, /^PLAN/m);
    assert.match(stderr, /no terminal to ask on/);
    assert.equal(contents(await etcd.dump())[KEYS.state], Buffer.from(CHANGED_STATE).toString('latin1'));
  });

  it('repair of a healthy resource is exit 0, of one in flight 5', async () => {
    await loadComplete();
    const nothing = await run('repair', 'ddc14', '--yes');
    assert.equal(nothing.code, 0);
    assert.match(nothing.stdout, /NOTHING TO DO/i);
    await etcd.put(`/jobs/working/modify:heat_worker:port:${PORT_ID}:2:abcde`, '{}');
    const flight = await run('repair', 'ddc14', '--yes');
    assert.equal(flight.code, 5);
    assert.match(flight.stdout, /a job is in flight/);
  });

  it('repair keeps the lease of a key', async () => {
    await loadComplete(CHANGED_STATE);
    const before = (await etcd.dump()).find(({ key }) => key === KEYS.state);
    assert.equal(before?.leaseId, '0');
    const json = JSON.parse((await run('repair', 'ddc14', '--yes', '-o', 'json')).stdout);
    assert.equal(json.resources[0].outcome, 'written');
    assert.equal(json.resources[0].plan.becomes, 'complete');
  });

  it('a resource is named in every way that operators have', async () => {
    await loadComplete();
    await etcd.put(KEYS.config, configAt(2));
    const job = `/jobs/all/modify:heat_worker:port:${PORT_ID}:2:abcde`;
    await etcd.put(job, '{}');
    const names = [
      PORT_ID,
      'ddc14',
      'ports/ddc1',
      'port:ddc14be4',
      'port_ddc14be4',
      PORT,
      ...Object.values(KEYS),
      job,
    ];
    const { code, stdout } = await show(PORT_ID, '-o', 'json');
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).resource, PORT);
    // A name that is unknown would be exit 4, and one of something else one more in the list.
    const piped = await esiState(['show', '-', '-o', 'json'], {
      env: etcd.env,
      input: `${names.join('\r\n')}\n\n`,
    });
    assert.equal(piped.code, 0, piped.stderr);
    assert.deepEqual(
      JSON.parse(piped.stdout).map((one: { resource: string }) => one.resource),
      [PORT],
    );
  });

  it('names that are absent, ambiguous or only wanted are exit 4; the others are dealt with', async () => {
    await loadComplete();
    await etcd.put('/state/v2.0/networks/ddc14be4-9999', STACKLESS);
    await etcd.put('/config/v2.0/ports/aaaabbbb', configAt(7));
    const { code, stdout, stderr } = await show('ddc14', 'nothere', 'aaaabbbb', PORT_ID);
    assert.equal(code, 4);
    assert.match(stdout, /^COMPLETE/);
    const lines = stderr.trim().split('\n');
    assert.equal(lines.length, 3);
    assert.match(stderr, /^error: .*ddc14.* ambiguous.*v2\.0\/networks\/ddc14be4-9999/m);
    assert.match(stderr, /^error: .*nothere/m);
    assert.match(stderr, /^error: .*aaaabbbb.*7/m);
    assert.equal((await run('verify', 'nothere')).code, 4);
    assert.equal((await run('repair', 'nothere', '--yes')).code, 4);
  });

  it('a type that was mistyped is exit 4 and told, and the singular means it', async () => {
    await loadComplete();
    const mistyped = await run('verify', 'prots/');
    assert.deepEqual([mistyped.code, mistyped.stdout], [4, '']);
    assert.match(mistyped.stderr, /^error: .*"prots".*did you mean the type ports\?\n$/);
    assert.equal((await run('verify', 'port/')).code, 0);
    const scoped = await run('repair', '--all', '--type', 'prots', '--dry-run');
    assert.equal(scoped.code, 4);
    assert.match(scoped.stderr, /did you mean the type ports\?/);
  });

  it('nothing found is not healthy, unless that is said', async () => {
    const empty = await run('verify', '--all');
    assert.equal(empty.code, 3);
    assert.equal(empty.stdout, '');
    assert.match(empty.stderr, /^error: no resource found.*right cluster.*prefix/);
    assert.equal((await run('verify', '--all', '--allow-empty')).code, 0);
    await etcd.put(KEYS.state, STACKLESS);
    assert.match(
      (await run('verify', '--all')).stdout,
      /nothing at all is stored under \/esi-worker\/heat_stacks\//,
    );
  });

  it('other prefixes are a setting', async () => {
    await etcd.put(`/blue${KEYS.state}`, STACKLESS);
    const { code, stdout } = await run('verify', '--all', '--prefix', 'state=/blue/state', '-o', 'json');
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).summary.verdicts.stackless, 1);
  });

  it('show --raw prints the stored bytes', async () => {
    const hostile = Buffer.from([0x7b, 0xff, 0x00, 0x1b, 0x5d]);
    await etcd.put(KEYS.state, hostile);
    const { bytes } = await show(PORT, '--raw');
    assert.ok(bytes.includes(hostile));
    const shown = await show(PORT);
    assert.match(shown.stdout, /^BROKEN/);
    assert.ok(!shown.bytes.includes(0x1b));
  });
});
