/** A repair looks into the past; where that is gone, it learns so once. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { proposeAll } from '../../src/commands/repair/all.ts';
import { connectEtcd } from '../../src/store/etcd/connect.ts';
import { loadBrokenPorts } from '../support/data/broken-ports.ts';
import { askedOf, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { type Journaled, journalFolder, repairContext } from '../support/run/repairing.ts';

describe('after a compaction', () => {
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

  /** A call of its own, as a new process makes it: it knows nothing of the store yet. */
  async function plans() {
    const source = connectEtcd({
      endpoints: etcd.etcd.endpoints,
      dialTimeoutMs: 2000,
      commandTimeoutMs: 10_000,
      insecureSkipTlsVerify: false,
    });
    const all = { choices: {}, settleMs: 0, rules: [], types: [], limit: undefined };
    const asked = await askedOf(etcd.etcd);
    const { proposals } = await proposeAll(await repairContext(source, journal.folder), all);
    source.close();
    const now = await askedOf(etcd.etcd);
    const requests = Object.keys(now).reduce((sum, name) => sum + (now[name] ?? 0) - (asked[name] ?? 0), 0);
    return { requests, planned: proposals.filter(({ kind }) => kind === 'plan').length };
  }

  it('the plans of many cost no more requests than before, but for the one that asks what is left', async (t) => {
    await loadBrokenPorts(etcd, 40);
    const whole = await plans();
    await etcd.compact();
    const compacted = await plans();
    t.diagnostic(`${whole.requests} requests, ${compacted.requests} after a compaction`);
    assert.equal(compacted.planned, whole.planned);
    assert.ok(whole.planned > 20);
    assert.ok(compacted.requests <= whole.requests + 1);
    assert.ok(compacted.requests <= 15);
  });
});
