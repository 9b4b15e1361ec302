/** Known problems that wait in a file, end to end. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, beforeEach, describe, it } from 'node:test';
import { CHANGED_STATE, KEYS, PORT, putPort, STATE } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { type TestFolder, testFolder } from '../support/run/since.ts';

describe('a baseline', () => {
  let etcd: TestEtcd;
  let folder: TestFolder;
  let file: string;
  before(async () => {
    etcd = await testEtcd();
    folder = testFolder();
    file = folder.path('baseline');
  });
  after(async () => {
    folder.remove();
    await etcd.stop();
  });
  beforeEach(async () => {
    await etcd.clear();
    await putPort(etcd);
    await etcd.put(KEYS.state, CHANGED_STATE);
  });
  const verify = (...args: string[]) =>
    esiState(['verify', '--all', '--settle', '0', ...args], { env: etcd.env });
  const known = (...args: string[]) => verify('--baseline', file, ...args);

  /** What -o baseline prints, with the reasons filled in. */
  async function learn(change: (line: Record<string, unknown>) => object = (line) => line): Promise<string> {
    const { code, stdout } = await verify('-o', 'baseline');
    assert.equal(code, 1);
    const lines = stdout.trim().split('\n');
    const filled = lines.map((line) => {
      if (line.startsWith('#')) return line;
      return JSON.stringify(change({ ...JSON.parse(line), reason: 'ticket 4711' }));
    });
    writeFileSync(file, `${filled.join('\n')}\n`);
    return stdout;
  }

  it('is printed with the revisions, an end, and no reason, which is then demanded', async () => {
    writeFileSync(file, await learn());
    const [line] = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .filter((one) => !one.startsWith('#'));
    const { expires, mod_revisions, ...rest } = JSON.parse(line ?? '');
    assert.deepEqual(rest, { reason: '', resource: PORT, rule: 'outputs-differ' });
    assert.match(expires, /^20\d\d-\d\d-\d\d$/);
    assert.equal(mod_revisions.job_state, null);
    assert.ok(mod_revisions.state > mod_revisions.heat_stacks);
    const { code, stdout, stderr } = await known();
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^error: .*baseline, line 3: there is no reason/);
  });

  it('decides the exit code, and nothing else', async () => {
    await learn();
    const { code, stdout } = await known('-o', 'json');
    assert.equal(code, 0);
    const { summary, resources, baseline } = JSON.parse(stdout);
    assert.deepEqual([summary.broken, summary.broken_open, summary.broken_known], [1, 0, 1]);
    assert.deepEqual([summary.baselined, summary.findings.error], [1, 1]);
    assert.deepEqual([resources[0].verdict, resources[0].baselined], ['broken', true]);
    assert.equal(resources[0].findings[0].baselined, true);
    assert.deepEqual(baseline.lines, { holds: 1, expired: 0, moved: 0, unmatched: 0, refused: 0 });
    const table = await known();
    assert.equal(table.code, 0);
    assert.match(table.stdout, /^BROKEN .*known \(ticket 4711\)/m);
    assert.match(table.stdout, /^known +1 finding is in the baseline \(1 broken resource\)$/m);
    const line = JSON.parse((await known('-o', 'ndjson')).stdout.split('\n')[0] ?? '');
    assert.equal(line.baselined, true);
    assert.equal((await known('--quiet')).stdout, '');
    assert.equal((await verify()).code, 1);
    const named = await esiState(['verify', PORT, '--settle', '0', '--baseline', file], { env: etcd.env });
    assert.equal(named.code, 0);
  });

  it('is counted apart for prometheus and nagios', async () => {
    await learn();
    const metrics = await known('-o', 'prometheus');
    assert.match(metrics.stdout, /^esi_state_resources\{verdict="broken"\} 1$/m);
    assert.match(metrics.stdout, /^esi_state_broken_resources\{standing="open"\} 0$/m);
    assert.match(metrics.stdout, /^esi_state_findings\{rule="outputs-differ",severity="error"\} 0$/m);
    assert.match(
      metrics.stdout,
      /^esi_state_baselined_findings\{rule="outputs-differ",severity="error"\} 1$/m,
    );
    assert.match(metrics.stdout, /^esi_state_baseline_entries\{outcome="holds"\} 1$/m);
    const nagios = await known('-o', 'nagios');
    assert.equal(nagios.code, 0);
    assert.match(nagios.stdout, /^ESI_STATE OK - .*1 known.*\| broken=0;;0;0 baselined=1;/);
  });

  it('holds only while the stages are as they were', async () => {
    await learn();
    await etcd.put(KEYS.state, CHANGED_STATE);
    const { code, stdout } = await known();
    assert.equal(code, 1);
    assert.match(stdout, /1 line of the baseline no longer holds, a stage was written since: v2\.0\/ports/);
    await etcd.put(KEYS.state, STATE);
    const mended = await known();
    assert.equal(mended.code, 0);
    assert.match(mended.stdout, /1 line of the baseline matches nothing any more/);
  });

  it('ends on its day, and says so before', async () => {
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    await learn((line) => ({ ...line, expires: inDays(3) }));
    const soon = await known();
    assert.equal(soon.code, 0);
    assert.match(soon.stdout, /, 1 expires in [23] d$/m);
    await learn((line) => ({ ...line, expires: inDays(-1) }));
    const over = await known();
    assert.equal(over.code, 1);
    assert.match(over.stdout, new RegExp(`has expired: .*${PORT} outputs-differ \\(${inDays(-1)}\\)`));
  });

  it('hides no unreadable document', async () => {
    await etcd.put(KEYS.state, STATE.slice(0, -10));
    const printed = await learn();
    assert.match(printed, /^# no baseline hides an unreadable document: \{.*malformed-document/m);
    const line = JSON.parse(printed.slice(printed.indexOf('{')));
    writeFileSync(file, JSON.stringify({ ...line, reason: 'never mind' }));
    const { code, stdout } = await known();
    assert.equal(code, 1);
    assert.match(stdout, /no baseline hides an unreadable document/);
  });

  it('is the same with --since, and keeps its reasons when it is printed again', async () => {
    await learn();
    const since = folder.path('since');
    const runs = ['full', 'incremental'];
    const told = [];
    for (const _ of runs) {
      const { code, stdout } = await known('--since', since, '-o', 'json');
      assert.equal(code, 0);
      const { summary, baseline, resources, since: how } = JSON.parse(stdout);
      told.push({ summary, baseline, known: resources[0].baselined });
      assert.equal(how.full_run === null, told.length === 2);
    }
    assert.deepEqual(told[0], told[1]);
    assert.match((await known('-o', 'baseline')).stdout, /"reason": ?"ticket 4711"/);
  });

  it('that nobody can read is exit 2 with the line', async () => {
    const good = { reason: 'r', expires: '2030-01-01', resource: PORT, rule: 'outputs-differ' };
    const mod_revisions = { heat_stacks: 1, job_state: null, state: 2 };
    const cases: readonly (readonly [unknown, RegExp])[] = [
      ['{', /line 2: this is no JSON/],
      [[], /line 2: this is no JSON object/],
      [{ ...good, mod_revisions, ticket: 1 }, /nobody knows the field "ticket"/],
      [{ ...good, mod_revisions, reason: ' ' }, /there is no reason/],
      [{ ...good, mod_revisions, rule: 'outputs-difer' }, /did you mean outputs-differ/],
      [{ ...good, mod_revisions, expires: '2030-02-30' }, /"expires" is no day/],
      [{ ...good, mod_revisions, resource: 'ddc14' }, /"resource" is not a whole name/],
      [good, /"mod_revisions": this is no JSON object/],
      [{ ...good, mod_revisions: { heat_stacks: 1, state: 2 } }, /no revision of job_state/],
    ];
    for (const [line, message] of cases) {
      writeFileSync(file, `# mine\n${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
      const { code, stderr } = await known();
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
    assert.match((await verify('--baseline', folder.path('none'))).stderr, /can't be read: ENOENT/);
  });
});
