/** Whoever writes between the look and the transaction is never overwritten; whatever is killed can be taken back. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { resolveEntries } from '../../src/commands/journal/resolve.ts';
import { StoreError, UnknownOutcomeError } from '../../src/errors.ts';
import type { Step } from '../../src/repairing/session.ts';
import type { WritableSource } from '../../src/store/source.ts';
import { configAt, HEAT_STACKS, KEYS, OLD_STATE, PORT_ID, STATE } from '../support/data/port.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import {
  type Journaled,
  journalFolder,
  repairContext,
  repairNow,
  undoNow,
} from '../support/run/repairing.ts';

const JOB = `/jobs/working/modify:heat_worker:port:${PORT_ID}:2:abcde`;
const OTHERS_JOB = '/jobs/working/modify:heat_worker:port:00000000-0000-0000-0000-000000000000:2:abcde';
/** What a second writer may change, each by one write. */
const WRITES = {
  heat_stacks: [KEYS.heat_stacks, HEAT_STACKS],
  job_state: [KEYS.job_state, '{}'],
  state: [KEYS.state, OLD_STATE],
  config: [KEYS.config, configAt(2)],
  jobs: [JOB, '{}'],
} as const;
type Place = keyof typeof WRITES;
const PLACES = Object.keys(WRITES) as Place[];
/** What was sent has arrived, or never will. */
const NOW = { leftMs: () => 0, onWait: () => undefined };
/** Every combination of places, but for none. */
const COMBINATIONS = Array.from({ length: 2 ** PLACES.length - 1 }, (_, i) =>
  PLACES.filter((_, bit) => (i + 1) & (1 << bit)),
);

describe('between the look and the write', () => {
  let etcd: TestEtcd;
  let journal: Journaled;

  before(async () => {
    etcd = await testEtcd();
  });
  after(() => etcd.stop());
  beforeEach(async () => {
    journal?.remove();
    journal = journalFolder();
    await loadAbandoned();
  });
  async function loadAbandoned(): Promise<void> {
    await etcd.clear();
    await etcd.put(KEYS.state, OLD_STATE);
    await etcd.put(KEYS.config, configAt(2));
    await etcd.put(KEYS.job_state, '{}');
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
  }
  const write = (place: Place) => {
    const [key, value] = WRITES[place];
    return etcd.put(key, value);
  };
  const context = (source: WritableSource = etcd.source) => repairContext(source, journal.folder);
  const dump = async () => contents(await etcd.dump());
  const repaired = { [KEYS.config]: configAt(2), [KEYS.heat_stacks]: HEAT_STACKS, [KEYS.state]: STATE };
  const latin1 = (texts: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('latin1')]),
    );

  for (const places of COMBINATIONS) {
    it(`a second writer of ${places.join(', ')} is not overwritten`, async () => {
      let seen: Record<string, string> = {};
      const { items } = await repairNow(await context(), [PORT_ID], {}, async () => {
        for (const place of places) await write(place);
        seen = await dump();
      });
      assert.equal(items[0]?.outcome, 'lost');
      assert.deepEqual(await dump(), seen);
    });
  }

  for (const place of ['heat_stacks', 'job_state', 'state', 'config'] as const) {
    it(`nor is one who deletes ${place}`, async () => {
      const { items } = await repairNow(await context(), [PORT_ID], {}, async () => {
        await etcd.remove(WRITES[place][0]);
      });
      assert.equal(items[0]?.outcome, 'lost');
    });
  }

  it("other resources' jobs, and a job of this one that came and went, are no lost race", async () => {
    const { items } = await repairNow(await context(), [PORT_ID], {}, async () => {
      await etcd.put(OTHERS_JOB, '{}');
      await etcd.put(JOB, '{}');
      await etcd.remove(JOB);
    });
    assert.equal(items[0]?.outcome, 'written', items[0]?.detail);
    assert.deepEqual(await dump(), latin1({ ...repaired, [OTHERS_JOB]: '{}' }));
  });

  for (const [others, outcome] of [
    [10, 'written'],
    [11, 'lost'],
  ] as const) {
    it(`other resources' jobs, ${others} times in a row: ${outcome}`, async () => {
      let sent = 0;
      const commit: WritableSource['commit'] = async (guards, writes) => {
        if (sent++ < others) await etcd.put(OTHERS_JOB, String(sent));
        return etcd.source.commit(guards, writes);
      };
      const { items } = await repairNow(await context({ ...etcd.source, commit }), [PORT_ID]);
      assert.equal(items[0]?.outcome, outcome);
      assert.equal(sent, 11);
    });
  }

  for (const [at, written] of [
    ['agreed', undefined],
    ['journaled', 'not_written'],
    ['sent', 'written'],
    ['recorded', 'written'],
  ] as const) {
    it(`killed once it was ${at} it is wholly done or not at all, and undo gives the state before`, async () => {
      const untouched = await dump();
      const killed = { ...(await context()), onStep: dieAt(at) };
      await assert.rejects(repairNow(killed, [PORT_ID]), /killed/);
      assert.deepEqual(await dump(), written === 'written' ? latin1(repaired) : untouched);
      await resolveEntries(await context(), undefined, NOW);
      const entry = (await context()).journal.entries.at(-1);
      assert.equal(entry?.outcome, written);
      if (entry !== undefined) await undoNow(await context(), entry.id);
      assert.deepEqual(await dump(), untouched);
    });
  }

  it('an outcome that is lost on the way is learned by reading', async () => {
    const deaf = { ...etcd.source, commit: thenLost(etcd.source.commit) };
    const { items } = await repairNow(await context(deaf), [PORT_ID]);
    assert.equal(items[0]?.outcome, 'written', items[0]?.detail);
    assert.deepEqual(await dump(), latin1(repaired));
    const { entries } = (await context()).journal;
    assert.equal(entries[0]?.outcome, 'written');
  });

  it('a write that did not arrive is told as such once it can no longer come', async () => {
    const lost = { ...etcd.source, commit: lostBefore };
    const { items } = await repairNow(await context(lost), [PORT_ID]);
    assert.equal(items[0]?.outcome, 'failed');
    assert.equal((await context()).journal.entries[0]?.outcome, 'not_written');
  });

  it('where it can not be read again the entry stays unknown, and blocks until it is resolved', async () => {
    let cut = false;
    const gone: WritableSource = {
      ...etcd.source,
      read: (ranges) => (cut ? Promise.reject(new StoreError('gone')) : etcd.source.read(ranges)),
      commit: (guards, writes) => {
        cut = true;
        return thenLost(etcd.source.commit)(guards, writes);
      },
    };
    const { items } = await repairNow(await context(gone), [PORT_ID]);
    assert.equal(items[0]?.outcome, 'unknown');
    await etcd.put(KEYS.state, OLD_STATE);
    await etcd.put(KEYS.job_state, '{}');
    const blocked = await repairNow(await context(), [PORT_ID]);
    assert.match(blocked.items[0]?.proposal.kind ?? '', /refused/);
    const { entries } = await resolveEntries(await context(), undefined, NOW);
    assert.equal(entries[0]?.outcome, 'written', 'it is seen in the history of state');
  });

  function dieAt(at: Step) {
    return async (step: Step) => {
      if (step === at) throw new Error('killed');
    };
  }

  function thenLost(commit: WritableSource['commit']): WritableSource['commit'] {
    return async (guards, writes) => {
      await commit(guards, writes);
      throw new UnknownOutcomeError('the connection was lost');
    };
  }

  async function lostBefore(): Promise<never> {
    throw new UnknownOutcomeError('the connection was lost');
  }
});
