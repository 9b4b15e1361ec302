/** The built tool's `list` on a real etcd: what a ticket names is found, and every command takes what it prints. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { prepareWidths, widthOf } from '../../src/drawing/width.ts';
import { CHANGED_STATE, configAt, KEYS, PORT, PORT_ID, putPort, STACKLESS } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';

const NAMED = configAt(2).replace(
  '"{}"',
  JSON.stringify(
    JSON.stringify({
      name: 'ポート 東京\u001b[31m',
      tenant_id: 'fe3a4a1a72c04479bb6c19c2c0ccba4c',
      admin_password: 'hunter-two-hunter',
    }),
  ),
);
const OTHER = 'v2.0/ports/ddc14be4-0000-4e97-a978-817b18f9904c';
const ODD = ['v2.0/plans/"quoted"', 'v2.0/plans/two\nlines', 'v2.0/plans/\u001b[31mred', 'v2.0/plans/a b'];

describe('list on a real etcd', () => {
  let etcd: TestEtcd;
  before(async () => {
    await prepareWidths();
    etcd = await testEtcd();
    await putPort(etcd);
    await etcd.put(KEYS.config, NAMED);
    await etcd.put(KEYS.state, CHANGED_STATE);
    for (const name of ['v2.0/plans/default', 'v2.0/heat_templates/port', OTHER, ...ODD])
      await etcd.put(`/state/${name}`, STACKLESS);
  });
  after(() => etcd.stop());
  const run = (args: readonly string[], env = {}, input = '') =>
    esiState(args, { env: { ...etcd.env, ...env }, input });
  const rowsOf = async (...args: string[]) =>
    JSON.parse((await run(['list', ...args, '-o', 'json'])).stdout).resources;

  it('finds what a ticket names, and tells where', async () => {
    const { code, stdout } = await run(['list', '--match', 'FA:16:3E:F7:60:7F'], { COLUMNS: '200' });
    assert.equal(code, 0);
    const [titles = '', row = ''] = stdout.split('\n');
    assert.match(titles, /^resource +verdict +status +version +tenant +name +found in$/);
    // The beginning of its ID is another one's, too.
    assert.match(
      row,
      /^ports\/ddc14be4-3 +broken +UPDATE_COMPLETE +2 of 2 +fe3a4a1a\S+ +ポート 東京\\x1b\[31m +mac_address$/,
    );
    assert.match(stdout, /listed +1 of 8 resources \(match "FA:16:3E:F7:60:7F"\)/);
    const [next = ''] = /esi-state show .*/.exec(stdout) ?? [];
    assert.match((await run(next.split(' ').slice(1))).stdout, /^BROKEN +v2\.0\/ports\/ddc14be4-3480/);
  });

  it('tells namesakes under two schema paths apart by as much of them as does', async (test) => {
    const names = [`v2/plans/namesake`, `v2.0/plans/namesake`];
    test.after(() => Promise.all(names.map((name) => etcd.remove(`/state/${name}`))));
    for (const name of names) await etcd.put(`/state/${name}`, STACKLESS);
    const asked = await Promise.all([...names, 'plans/namesake'].map((name) => run(['show', name])));
    assert.deepEqual(
      asked.map(({ code }) => code),
      [0, 0, 4],
    );
    for (const [i, name] of names.entries())
      assert.match(asked[i]?.stdout ?? '', new RegExp(`esi-state show ${name} --full`));
    assert.match(asked[2]?.stderr ?? '', /ambiguous: v2\.0\/plans\/namesake, v2\/plans\/namesake/);
  });

  it('has each row as the contract has it', async () => {
    const [row, ...others] = await rowsOf('--match', 'fa:16:3e:f7:60:7e');
    assert.deepEqual(others, []);
    assert.deepEqual(row, {
      ...{
        resource: PORT,
        schema_path: 'v2.0/ports',
        id: PORT_ID,
        verdict: 'broken',
        status: 'UPDATE_COMPLETE',
      },
      ...{ version: 2, tenant_id: 'fe3a4a1a72c04479bb6c19c2c0ccba4c', name: 'ポート 東京\u001b[31m' },
      matched: [{ area: 'state', path: '/state/heat_outputs/4/output_value/0', value: 'fa:16:3e:f7:60:7e' }],
    });
    const [plan] = await rowsOf('plans/default');
    assert.deepEqual(plan, {
      ...{ resource: 'v2.0/plans/default', schema_path: 'v2.0/plans', id: 'default', verdict: 'stackless' },
      ...{ status: 'READ_COMPLETE', version: 1, tenant_id: null, name: null },
    });
  });

  it('filters by type, verdict and tenant, all together', async () => {
    const ids = async (...args: string[]) => (await rowsOf(...args)).map(({ id }: { id: string }) => id);
    assert.equal((await ids()).length, 8);
    assert.equal((await ids('ports/')).length, 2);
    assert.deepEqual(await ids('--verdict', 'broken,failed'), [PORT_ID]);
    assert.deepEqual(await ids('--tenant', 'FE3A4A1A'), [PORT_ID]);
    assert.deepEqual(await ids('plans/', '--verdict', 'broken'), []);
  });

  it('neither shows nor finds a secret without --reveal', async () => {
    assert.deepEqual(await rowsOf('--match', 'hunter-two'), []);
    assert.equal(
      (await rowsOf('--match', 'hunter-two', '--reveal'))[0].matched[0].value,
      'hunter-two-hunter',
    );
  });

  it('prints names that every command takes', async () => {
    const { stdout, stderr } = await run(['list', '-o', 'name']);
    assert.match(stderr, /^note: 1 of 8 names can't stand on a line/);
    assert.equal(stdout.trim().split('\n').length, 7);
    const shown = await run(['show', '-', '-o', 'ndjson'], {}, stdout);
    assert.deepEqual([shown.code, shown.stdout.trim().split('\n').length], [0, 7]);
    assert.equal((await run(['list', '--verdict', 'broken', '-o', 'name'])).stdout, `${PORT}\n`);
  });

  it('fits the screen, with letters of two columns and without live controls', async () => {
    for (const COLUMNS of ['80', '200', '40'])
      for (const args of [[], ['--match', 'a'], ['ports/']]) {
        const { stdout } = await run(['list', ...args], { COLUMNS });
        assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f]/);
        for (const line of stdout.split('\n'))
          assert.ok(line.startsWith('esi-state ') || widthOf(line) <= Number(COLUMNS), line);
      }
  });

  it('says what was looked for where nothing is listed, and does not fail', async () => {
    const { code, stdout, stderr } = await run(['list', '--match', 'nowhere']);
    assert.equal(code, 0);
    assert.match(stdout, /none of 8 resources \(match "nowhere"\); looked for in IDs/);
    assert.equal(stderr, '');
    assert.equal((await run(['list', '--match', 'nowhere', '-o', 'name'])).stdout, '');
    assert.equal((await run(['list', '--prefix', 'state=/x/', '--prefix', 'heat_stacks=/y/'])).code, 3);
  });

  it('takes a type for no name, tells wrong usage, and lists the names that there are', async () => {
    for (const verb of ['list', 'show', 'verify'])
      for (const word of ['port', 'ports']) {
        const { code, stderr } = await run([verb, word]);
        assert.equal(code, 4);
        assert.match(stderr, /is a type.* ports\//);
        assert.equal(stderr.includes('v2.0/heat_templates/port'), word === 'port');
      }
    const { code, stdout } = await run(['list', 'zzzzzz', `"${PORT_ID}"`, '-o', 'json']);
    assert.deepEqual([code, JSON.parse(stdout).resources.length], [4, 1]);
    for (const wrong of [['ddc'], ['--match', ''], ['--verdict', 'borken']])
      assert.equal((await run(['list', ...wrong])).code, 2);
  });
});
