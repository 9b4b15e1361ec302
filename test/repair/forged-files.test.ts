/** Whatever is in a plan file or a journal: it is refused in one known way, or it writes stages of its resource alone. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { carryOut } from '../../src/commands/repair/carry-out.ts';
import { proposeRepairs } from '../../src/commands/repair/repair.ts';
import type { RepairProposals } from '../../src/commands/repair/result.ts';
import { proposeSaved } from '../../src/commands/repair/saved.ts';
import { proposeUndos } from '../../src/commands/repair/undo.ts';
import { KnownError, RefusedError, StoreError, UsageError } from '../../src/errors.ts';
import { digest } from '../../src/repair/digest.ts';
import { readSaved, savedText } from '../../src/repair/plan/saved-plans.ts';
import { DEFAULT_PREFIXES } from '../../src/stages/keys.ts';
import type { WritableSource } from '../../src/store/source.ts';
import { CHANGED_STATE, configAt, HEAT_STACKS, KEYS, PORT_ID, STATE } from '../support/data/port.ts';
import { forgedJournals, forgedPlans, signed } from '../support/generators/forgeries.ts';
import { cases } from '../support/run/cases.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { named, repairContext, repairNow } from '../support/run/repairing.ts';

const RUNS = cases(2000);
const STAGE_KEYS: ReadonlySet<string> = new Set([KEYS.heat_stacks, KEYS.job_state, KEYS.state]);
const JOB = `/jobs/all/modify:heat_worker:port:${PORT_ID}:2:abcde`;
const interrupt = new AbortController().signal;

describe('a forged file', () => {
  let etcd: TestEtcd;
  let folder: string;
  let plan: string;
  let journal: string;

  before(async () => {
    etcd = await testEtcd();
    folder = mkdtempSync(join(tmpdir(), 'esi-state-forged-'));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await etcd.stop();
  });
  beforeEach(async () => {
    await etcd.clear();
    await etcd.put(KEYS.config, configAt(2));
    await etcd.put(JOB, '{}');
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    await etcd.put(KEYS.state, CHANGED_STATE);
  });

  const context = (name: string) => repairContext(etcd.source, join(folder, name));

  async function savePlan(): Promise<void> {
    const { source, proposals } = await proposeRepairs(await context('none'), named(PORT_ID), {
      choices: { deadJobs: [JOB] },
      settleMs: 0,
    });
    const plans = proposals.flatMap((one) => (one.kind === 'plan' ? [one.plan] : []));
    assert.equal(plans.length, 1);
    plan = savedText({
      created: new Date().toISOString(),
      toolVersion: '0',
      source,
      prefixes: DEFAULT_PREFIXES,
      plans,
    });
  }

  async function makeJournal(): Promise<void> {
    rmSync(join(folder, 'real'), { recursive: true, force: true });
    const { items } = await repairNow(await context('real'), [PORT_ID], { deadJobs: [JOB] });
    assert.equal(items[0]?.outcome, 'written', items[0]?.detail);
    journal = readFileSync(join(folder, 'real', readdirSync(join(folder, 'real'))[0] ?? ''), 'utf8');
  }

  async function others(): Promise<Record<string, string>> {
    const all = contents(await etcd.dump());
    return Object.fromEntries(Object.entries(all).filter(([key]) => !STAGE_KEYS.has(key)));
  }

  function keysOf(proposals: RepairProposals['proposals']): string[] {
    const plans = proposals.flatMap((one) => (one.kind === 'plan' ? [one.plan] : []));
    return plans.flatMap(({ actions }) => actions.map(({ key }) => key));
  }

  /** How far they come: most are refused when they are read, some when they are held against etcd. */
  async function tryAll(
    t: TestContext,
    files: fc.Arbitrary<Uint8Array>,
    use: (bytes: Uint8Array) => Promise<RepairProposals>,
    refusals: readonly (abstract new (...args: never[]) => KnownError)[],
  ): Promise<void> {
    const untouched = await others();
    const came = { refused: 0, planned: 0 };
    const tryOne = async (bytes: Uint8Array) => {
      try {
        const { proposals } = await use(bytes);
        came.planned++;
        assert.deepEqual(
          keysOf(proposals).filter((key) => !STAGE_KEYS.has(key)),
          [],
        );
      } catch (error) {
        if (!refusals.some((kind) => error instanceof kind)) throw error;
        came.refused++;
      }
    };
    await fc.assert(fc.asyncProperty(files, tryOne), { numRuns: RUNS });
    assert.deepEqual(await others(), untouched);
    t.diagnostic(`${came.refused} refused, ${came.planned} planned`);
  }

  /** Goes up to the transaction, which is looked at and not sent, so that the next one finds what it was made for. */
  function unsent(sent: { count: number }): WritableSource {
    const commit: WritableSource['commit'] = async (guards, writes) => {
      sent.count++;
      const keys = writes.map((write) => ('put' in write ? write.put : write.delete));
      assert.deepEqual(
        keys.filter((key) => !STAGE_KEYS.has(key)),
        [],
      );
      const guarded = guards.flatMap((guard) => ('key' in guard ? [guard.key] : []));
      for (const key of Object.values(KEYS)) assert.ok(guarded.includes(key), `${key} is not guarded`);
      throw new StoreError('not sent');
    };
    return { ...etcd.source, commit };
  }

  it('plans: no write outside of the stages, and no error that is not known', async (t) => {
    await savePlan();
    const sent = { count: 0 };
    await tryAll(
      t,
      forgedPlans(plan),
      async (bytes) => {
        const saved = readSaved(bytes, 'file');
        rmSync(join(folder, 'forged'), { recursive: true, force: true });
        const now = await repairContext(unsent(sent), join(folder, 'forged'));
        const proposals = await proposeSaved(now, saved);
        await carryOut(now, proposals, { interrupt });
        return proposals;
      },
      [UsageError, RefusedError],
    );
    t.diagnostic(`${sent.count} came to a transaction`);
    assert.ok(sent.count > 0);
  });

  it('journals: no write outside of the stages, and no error that is not known', async (t) => {
    await makeJournal();
    const file = join(folder, 'made-up', 'run-1.jsonl');
    mkdirSync(join(folder, 'made-up'), { recursive: true });
    const id = JSON.parse(journal.split('\n')[0] ?? '').id;
    await tryAll(
      t,
      forgedJournals(journal),
      async (bytes) => {
        writeFileSync(file, bytes);
        const now = await context('made-up');
        return proposeUndos(now, now.journal.entries[0]?.id ?? id);
      },
      [KnownError],
    );
  });

  for (const [stage, key] of [
    ['config', KEYS.config],
    ['jobs', JOB],
    ['toString', KEYS.state],
    ['__proto__', KEYS.state],
    ['state', KEYS.config],
    ['state', KEYS.heat_stacks],
  ] as const) {
    it(`a plan that writes ${key} as ${stage} is none`, async () => {
      await savePlan();
      const made = JSON.parse(plan);
      Object.assign(made.plans[0].writes[0], { stage, key });
      assert.throws(() => readSaved(Buffer.from(signed(made)), 'file'), KnownError);
    });
  }

  for (const guards of [{}, { state: 1 }, null, [], { heat_stacks: 1, job_state: 0, state: 1 }]) {
    it(`nor one with guards ${JSON.stringify(guards)}`, async () => {
      await savePlan();
      const made = JSON.parse(plan);
      made.plans[0].guards = guards;
      assert.throws(() => readSaved(Buffer.from(signed(made)), 'file'), UsageError);
    });
  }

  it('a plan whose before was never in etcd is refused, whatever its digests', async () => {
    await savePlan();
    const made = JSON.parse(plan);
    made.plans[0].writes[0].before = { text: STATE };
    assert.throws(() => readSaved(Buffer.from(signed(made)), 'file'), UsageError);
    made.plans[0].digests.state = digest(STATE);
    const saved = readSaved(Buffer.from(signed(made)), 'file');
    await assert.rejects(proposeSaved(await context('forged'), saved), RefusedError);
  });

  it('so is one that says it becomes what it does not', async () => {
    await savePlan();
    const made = JSON.parse(plan);
    made.plans[0].writes[0].after = { text: '{}' };
    const saved = readSaved(Buffer.from(signed(made)), 'file');
    await assert.rejects(proposeSaved(await context('forged'), saved), /it would become broken, not /);
  });

  it('what one says of itself is made anew, or told as what the file says', async () => {
    await savePlan();
    const real = readSaved(Buffer.from(plan), 'file').plans[0];
    const lies = {
      rules: ['missing-stage'],
      source: 'heat_stacks@1',
      why: 'proved by the revision before"         gohan    it will be taken',
      version: '9, proved by /config',
      assumedFields: ['nothing'],
      gohan: 'version rises 1 → 9: it should be taken',
    };
    const proposed = async (made: object) => {
      const saved = readSaved(Buffer.from(signed(made)), 'file');
      const [proposal] = (await proposeSaved(await context('forged'), saved)).proposals;
      assert.ok(proposal?.kind === 'plan');
      return proposal.plan;
    };
    const made = JSON.parse(plan);
    Object.assign(made.plans[0], lies);
    assert.deepEqual(await proposed(made), real, 'the writes are those that would be planned now');

    made.plans[0].writes[0].after.text = STATE.replace('"version": 2', '"version": 1');
    // With /config ahead and no job, the version is still to be brought about.
    made.plans[0].becomes = 'in_flight';
    const { rules, source, why, version, assumedFields, gohan } = await proposed(made);
    assert.deepEqual(rules, real?.rules);
    assert.equal(source, 'the plan file alone');
    assert.equal(
      why,
      'not checked, it says "heat_stacks@1: proved by the revision before\\" gohan it will be taken"',
    );
    assert.equal(version, 'not checked, the plan file says "9, proved by /config"');
    assert.deepEqual(assumedFields, ['not checked, the plan file says "nothing"']);
    assert.match(gohan ?? '', /Gohan ignores this write/);
  });

  it('an entry whose before was never in etcd is not put back', async () => {
    await makeJournal();
    const [begin = '', end] = journal.split('\n');
    const record = JSON.parse(begin);
    record.writes[0].before = { text: '{"made": "up"}' };
    record.digests.state = digest('{"made": "up"}');
    mkdirSync(join(folder, 'made-up'), { recursive: true });
    writeFileSync(join(folder, 'made-up', 'run-1.jsonl'), `${JSON.stringify(record)}\n${end}\n`);
    const { proposals } = await proposeUndos(await context('made-up'), record.id);
    assert.match(JSON.stringify(proposals), /state was not what entry .* says it was before/);
  });

  it('where etcd no longer has it, the plan to undo says that the journal alone tells', async () => {
    await makeJournal();
    const { id } = JSON.parse(journal.split('\n')[0] ?? '');
    const proved = await proposeUndos(await context('real'), id);
    assert.ok(proved.proposals[0]?.kind === 'plan');
    assert.equal(proved.proposals[0].plan.fromJournalAlone, undefined);
    await etcd.compact();
    const { proposals } = await proposeUndos(await context('real'), id);
    assert.ok(proposals[0]?.kind === 'plan');
    assert.equal(proposals[0].plan.fromJournalAlone, true);
  });
});
