/** What etcd would refuse for its size is refused before anything is journaled. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CHANGED_STATE, HEAT_STACKS, KEYS, PORT, PORT_ID, STATE } from '../support/data/port.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { type Journaled, journalFolder, repairContext, repairNow } from '../support/run/repairing.ts';

describe('a repair that one transaction can not hold', () => {
  let etcd: TestEtcd;
  let journal: Journaled;

  before(async () => {
    etcd = await testEtcd();
    journal = journalFolder();
  });
  after(async () => {
    journal.remove();
    await etcd.stop();
  });

  async function repaired(heat: string, state: string, deadJobs: readonly string[]) {
    await etcd.clear();
    await etcd.put(KEYS.heat_stacks, heat);
    await etcd.put(KEYS.state, state);
    await etcd.writeAll(deadJobs.map((key) => ({ put: key, value: '{}' })));
    const context = await repairContext(etcd.source, journal.folder);
    const { items } = await repairNow(context, [PORT], { deadJobs });
    const { entries } = (await repairContext(etcd.source, journal.folder)).journal;
    const [{ outcome, proposal } = { outcome: 'none', proposal: undefined }] = items;
    const why = proposal?.kind === 'refused' ? proposal.why : '';
    return { outcome, why, entries: entries.length, state: contents(await etcd.dump())[KEYS.state] };
  }

  const dead = (many: number) =>
    Array.from({ length: many }, (_, i) => `/jobs/all/modify:heat_worker:port:${PORT_ID}:2:k${i}`);

  it('is refused: more job keys than can be guarded', async () => {
    const { why, ...came } = await repaired(HEAT_STACKS, CHANGED_STATE, dead(124));
    assert.deepEqual(came, { outcome: 'refused', entries: 0, state: CHANGED_STATE });
    assert.match(why, /124 job keys .* no more than 123 of them/);
  });

  it('is written with as many as can be', async () => {
    const { outcome, entries, state } = await repaired(HEAT_STACKS, CHANGED_STATE, dead(123));
    assert.deepEqual({ outcome, entries, state }, { outcome: 'written', entries: 1, state: STATE });
  });

  it('is refused: values that are too large', async () => {
    const quotes = '\\"'.repeat(600_000);
    const heat = HEAT_STACKS.replace('Virtual network.', quotes);
    const { why, outcome, entries } = await repaired(heat, CHANGED_STATE, []);
    assert.deepEqual([outcome, entries], ['refused', 1]);
    assert.match(why, /would write 2\.\d MiB .* etcd takes 1\.5 MiB/);
  });
});
