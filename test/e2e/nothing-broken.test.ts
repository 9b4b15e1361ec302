/** "Nothing is broken" is said only where nothing is: not of names that led nowhere, nor of what a choice left out. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CHANGED_STATE, KEYS, PORT_ID, putPort, STACKLESS, STATE } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { type TestFolder, testFolder } from '../support/run/since.ts';

const PORT = `ports/${PORT_ID}`;

describe('what is said where nothing is left to do', () => {
  let etcd: TestEtcd;
  let folder: TestFolder;
  before(async () => {
    etcd = await testEtcd();
    folder = testFolder();
    await putPort(etcd);
    await etcd.put('/state/v2.0/plans/gold', STACKLESS);
    await etcd.put(KEYS.state, CHANGED_STATE);
  });
  after(async () => {
    await etcd.stop();
    folder.remove();
  });

  const run = (...args: string[]) =>
    esiState(args, { env: { ...etcd.env, XDG_STATE_HOME: folder.path('state') } });
  const repair = (...args: string[]) => run('repair', '--settle', '0', ...args);
  /** The one object, or the last line. */
  const summaryOf = (stdout: string) => JSON.parse(stdout.trim().split('\n').at(-1) ?? '').summary;

  const CHOICES: readonly (readonly [choice: string[], says: RegExp])[] = [
    [['--rule', 'version-ahead'], /no broken resource fits --rule version-ahead; 1 resource is broken/],
    [['--type', 'plans'], /no broken resource fits --type plans; 1 resource is broken/],
    [
      ['--type', 'plans', '--rule', 'outputs-differ'],
      /fits --type plans --rule outputs-differ; 1 resource is broken/,
    ],
  ];
  // What is left is told before it is asked whether to write: a run that may write is one choice's, in each format.
  for (const [i, [choice, says]] of CHOICES.entries())
    for (const how of i === 0 ? ['--dry-run', '--yes'] : ['--dry-run'])
      it(`repair --all ${choice.join(' ')} ${how}, where another is broken`, async () => {
        const { code, stdout } = await repair('--all', ...choice, how);
        assert.equal(code, 0);
        assert.match(stdout, says);
        assert.match(stdout, /^next .*esi-state verify --all$/m);
        assert.doesNotMatch(stdout, /nothing is broken/i);
        const json = await repair('--all', ...choice, how, '-o', 'json');
        assert.equal(JSON.parse(json.stdout).summary.broken_left_out, 1);
        if (how !== '--yes') return;
        const lines = await repair('--all', ...choice, how, '-o', 'ndjson');
        assert.equal(summaryOf(lines.stdout).broken_left_out, 1);
      });

  it('a choice that leaves something is not told of what it left out', async () => {
    const { code, stdout } = await repair('--all', '--type', 'ports', '--dry-run', '-o', 'json');
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).summary.broken_left_out, null);
  });

  const NOWHERE = [['ports/no-such'], ['ffffffff', 'eeeeeeee']];
  for (const [i, names] of NOWHERE.entries())
    for (const how of i === 0 ? ['--dry-run', '--yes'] : ['--dry-run'])
      it(`repair ${names.join(' ')} ${how}: nothing was looked at, at a revision that there is`, async () => {
        const { code, stdout } = await repair(...names, how);
        assert.equal(code, 4);
        assert.match(stdout, /no resource was looked at/);
        assert.doesNotMatch(stdout, /nothing is broken|revision 0\b|rev 0\b/i);
        const json = await repair(...names, how, '-o', 'json');
        assert.equal(json.code, 4);
        assert.ok(JSON.parse(json.stdout).source.revision > 0);
      });

  it('verify of such names has no result, in each format', async () => {
    for (const format of ['table', 'json', 'ndjson', 'baseline']) {
      const { code, stdout, stderr } = await run('verify', 'ports/no-such', '--settle', '0', '-o', format);
      assert.equal(code, 4);
      assert.equal(stdout, '');
      assert.match(stderr, /no-such/);
    }
    const nagios = await run('verify', 'ports/no-such', '--settle', '0', '-o', 'nagios');
    assert.equal(nagios.code, 3);
    assert.match(nagios.stdout, /UNKNOWN/);
    const beside = await run('verify', 'plans/gold', 'ports/no-such', '--settle', '0');
    assert.match(beside.stdout, /no inconsistencies in 1 resource .*1 name could not be checked/);
  });

  it('an empty journal says which one it is', async () => {
    for (const words of [['journal'], ['journal', '--resolve']]) {
      const { code, stdout } = await run(...words, '--journal-dir', folder.path('empty'));
      assert.equal(code, 0);
      assert.match(stdout.replace(/\s+/g, ' '), new RegExp(`in the journal ${folder.path('empty')}`));
    }
  });

  it('where all are healthy nothing is broken, whatever was chosen; a file without plans holds none', async () => {
    await etcd.put(KEYS.state, STATE);
    for (const choice of [[], ['--type', 'plans'], ['--rule', 'version-ahead']]) {
      const { code, stdout } = await repair('--all', ...choice, '--dry-run');
      assert.equal(code, 0);
      assert.match(stdout, /^nothing is broken$/m);
    }
    assert.match((await repair(PORT, '--dry-run')).stdout, /NOTHING TO DO/);
    const plan = folder.path('plan.json');
    await repair('--all', '--plan-out', plan);
    const applied = await repair('--apply', plan, '--yes');
    assert.equal(applied.code, 0, applied.stderr);
    assert.match(applied.stdout, /the file holds no plan/);
    assert.doesNotMatch(applied.stdout, /nothing is broken|rev 0\b|revision 0\b/);
  });
});
