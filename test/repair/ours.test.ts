/** Where the answer to a transaction is lost, the journal says that it was ours only where etcd's history proves it. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { recordWord } from '../../src/commands/journal/as.ts';
import { resolveEntries } from '../../src/commands/journal/resolve.ts';
import { UnknownOutcomeError } from '../../src/errors.ts';
import type { Choices } from '../../src/repair/plan/case.ts';
import { DEFAULT_PREFIXES } from '../../src/stages/keys.ts';
import type { WritableSource } from '../../src/store/source.ts';
import {
  CHANGED_STATE,
  configAt,
  HEAT_STACKS,
  KEYS,
  OLD_STATE,
  PORT_ID,
  STATE,
} from '../support/data/port.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import {
  type Journaled,
  journalFolder,
  repairContext,
  repairNow,
  undoNow,
} from '../support/run/repairing.ts';

const JOB = `/jobs/working/modify:heat_worker:port:${PORT_ID}:2:abcde`;
const NOW = { leftMs: () => 0, onWait: () => undefined };

describe('ours or not', () => {
  let etcd: TestEtcd;
  let journal: Journaled;

  before(async () => {
    etcd = await testEtcd();
  });
  after(() => etcd.stop());
  beforeEach(async () => {
    journal?.remove();
    journal = journalFolder();
    await etcd.clear();
    await etcd.put(KEYS.config, configAt(2));
  });

  const context = (source: WritableSource = etcd.source) => repairContext(source, journal.folder);
  const entry = async () => (await context()).journal.entries.at(-1);

  /** state alone is wrong: one put. */
  async function changed(): Promise<void> {
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    await etcd.put(KEYS.state, CHANGED_STATE);
  }
  /** state is lost: one put of a key that is absent. */
  async function lost(): Promise<void> {
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
  }
  /** job_state is too many: one delete. */
  async function leftOver(): Promise<void> {
    await etcd.put(KEYS.job_state, '{}');
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    await etcd.put(KEYS.state, STATE);
  }
  /** A job is abandoned: a put and a delete. */
  async function abandoned(): Promise<void> {
    await etcd.put(KEYS.state, OLD_STATE);
    await etcd.put(KEYS.job_state, '{}');
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
  }

  /** Others write before it arrives or after it was carried out; its answer never comes. */
  async function repairUnheard(
    { first, later }: { readonly first?: () => Promise<unknown>; readonly later?: () => Promise<unknown> },
    choices: Choices = {},
  ) {
    const commit: WritableSource['commit'] = async (guards, writes) => {
      await first?.();
      const { committed } = await etcd.source.commit(guards, writes);
      assert.equal(committed, first === undefined, 'whether it is carried out');
      await later?.();
      throw new UnknownOutcomeError('the connection was lost');
    };
    const { items } = await repairNow(await context({ ...etcd.source, commit }), [PORT_ID], choices);
    return { outcome: items[0]?.outcome, detail: items[0]?.detail };
  }

  async function workerPublishes(): Promise<void> {
    await etcd.put(JOB, '{}');
    await etcd.put(KEYS.state, STATE);
    await etcd.remove(JOB);
  }

  it('the same write by a worker is not taken for ours, and not undone', async () => {
    await changed();
    const came = await repairUnheard({ first: workerPublishes });
    assert.equal(came.outcome, 'unknown');
    assert.match(came.detail ?? '', /a job was at work/);
    const { id = '', outcome } = (await entry()) ?? {};
    assert.equal(outcome, 'unknown');
    const { entries } = await resolveEntries(await context(), id, NOW);
    assert.equal(entries[0]?.outcome, 'unknown');
    const undone = await undoNow(await context(), id);
    assert.equal(undone.items[0]?.outcome, 'refused');
    const { journal: now } = await context();
    await recordWord(now, id, 'not_written', { user: 'u', host: 'h' });
    assert.equal((await entry())?.outcome, 'not_written');
    assert.equal((await entry())?.byOperator, true);
  });

  it('nor is the delete of a worker', async () => {
    await leftOver();
    const first = async () => {
      await etcd.put(JOB, '{}');
      await etcd.remove(KEYS.job_state);
    };
    assert.equal((await repairUnheard({ first })).outcome, 'unknown');
  });

  it('nor the same write once a guard had moved', async () => {
    await changed();
    const first = async () => {
      await etcd.put(KEYS.config, configAt(2));
      await etcd.put(KEYS.state, STATE);
    };
    assert.deepEqual(await repairUnheard({ first }), {
      outcome: 'lost',
      detail: `config had moved before somebody wrote the same at revision ${await revisionOf(KEYS.state)}`,
    });
    assert.equal((await entry())?.outcome, 'not_written');
  });

  it('nor two writes at two revisions that come to the same', async () => {
    await abandoned();
    const first = async () => {
      await etcd.put(KEYS.state, STATE);
      await etcd.remove(KEYS.job_state);
    };
    assert.equal((await repairUnheard({ first })).outcome, 'lost');
  });

  for (const [what, load] of [
    ['a put', changed],
    ['a put of what was absent', lost],
    ['a put and a delete', abandoned],
  ] as const) {
    it(`${what} of ours is found though others wrote since`, async () => {
      await load();
      const choices = load === lost ? { stateVersion: 2n } : {};
      const came = await repairUnheard({ later: () => etcd.put(KEYS.state, OLD_STATE) }, choices);
      assert.equal(came.outcome, 'unverified');
      assert.match(
        came.detail ?? '',
        /was written at revision \d+, and changed by somebody else since: it is broken/,
      );
      assert.equal((await entry())?.outcome, 'written');
    });

    it(`${what} of ours is found though state was deleted since, and made anew`, async () => {
      await load();
      const later = async () => {
        await etcd.remove(KEYS.state);
        await etcd.put(KEYS.state, OLD_STATE);
        await etcd.remove(KEYS.state);
      };
      const choices = load === lost ? { stateVersion: 2n } : {};
      const came = await repairUnheard({ later }, choices);
      assert.equal(came.outcome, 'unverified');
      assert.match(came.detail ?? '', /changed by somebody else since/);
      assert.equal((await entry())?.outcome, 'written');
    });
  }

  it('a delete of ours is found though a job began since', async () => {
    await leftOver();
    const later = async () => {
      await etcd.put(JOB, '{}');
      await etcd.put(KEYS.job_state, '{}');
    };
    await repairUnheard({ later });
    assert.equal((await entry())?.outcome, 'written');
  });

  it('what others made and took away where nothing was is not ours', async () => {
    await lost();
    const first = async () => {
      await etcd.put(KEYS.config, configAt(2));
      await etcd.put(KEYS.state, OLD_STATE);
      await etcd.remove(KEYS.state);
    };
    assert.equal((await repairUnheard({ first }, { stateVersion: 2n })).outcome, 'failed');
    assert.equal((await entry())?.outcome, 'not_written');
  });

  it('where the revision is compacted it stays unknown', async () => {
    for (const load of [changed, lost, abandoned]) {
      await etcd.clear();
      await etcd.put(KEYS.config, configAt(2));
      await load();
      const later = async () => {
        await etcd.put(KEYS.state, OLD_STATE);
        await etcd.compact();
      };
      const came = await repairUnheard({ later }, load === lost ? { stateVersion: 2n } : {});
      assert.equal(came.outcome, 'unknown');
      assert.match(came.detail ?? '', /compacted/);
      journal.remove();
    }
  });

  it('an entry is looked for under the prefixes that it was made with', async () => {
    const prefixes = { ...DEFAULT_PREFIXES, state: '/blue/state/' };
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    await etcd.put(`/blue${KEYS.state}`, CHANGED_STATE);
    const killed = {
      ...(await context()),
      prefixes,
      onStep: async (step: string) => {
        if (step === 'sent') throw new Error('killed');
      },
    };
    await assert.rejects(repairNow(killed, [PORT_ID]), /killed/);
    const { entries } = await resolveEntries(await context(), undefined, NOW);
    assert.equal(entries[0]?.outcome, 'written');
  });

  it("by the operator's word an entry can be taken back", async () => {
    await changed();
    const killed = {
      ...(await context()),
      onStep: async (step: string) => {
        if (step === 'sent') throw new Error('killed');
      },
    };
    await assert.rejects(repairNow(killed, [PORT_ID]), /killed/);
    const { id = '' } = (await entry()) ?? {};
    await recordWord((await context()).journal, id, 'written', { user: 'u', host: 'h' });
    const { items } = await undoNow(await context(), id);
    assert.notEqual(items[0]?.revision, undefined, items[0]?.detail);
    const state = (await etcd.dump()).find(({ key }) => key === KEYS.state);
    assert.equal(Buffer.from(state?.value ?? '').toString(), CHANGED_STATE);
  });

  async function revisionOf(key: string): Promise<number | undefined> {
    return (await etcd.dump()).find((one) => one.key === key)?.modRevision;
  }
});
