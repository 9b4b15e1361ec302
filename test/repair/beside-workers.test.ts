/** Repairs of everything beside workers at their work: no write of theirs is lost, nothing healthy is touched. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Etcd3 } from 'etcd3';
import { proposeAll } from '../../src/commands/repair-all.ts';
import { carryOut } from '../../src/commands/repair-carry-out.ts';
import { resourceName } from '../../src/stages/keys.ts';
import { contents, type TestEtcd, testEtcd } from '../support/etcd.ts';
import { anyJobs, lifeSteps, plansFor } from '../support/lives.ts';
import type { MemoryWrite } from '../support/memory.ts';
import { Memory } from '../support/memory.ts';
import { seeded } from '../support/random.ts';
import { journalFolder, repairContext } from '../support/repairing.ts';
import { after as rested } from '../support/situations.ts';
import { numbered } from '../support/types.ts';
import { work } from '../support/worker.ts';

const WORKERS = 12;
const BROKEN = 6;
const ALL = { choices: {}, settleMs: 0, rules: [], types: [], limit: undefined, max: 1000 };

describe('beside workers', () => {
  let etcd: TestEtcd;
  let client: Etcd3;
  before(async () => {
    etcd = await testEtcd();
    client = new Etcd3({ hosts: etcd.etcd.endpoints[0] ?? '' });
  });
  after(async () => {
    client.close();
    await etcd.stop();
  });

  it('only what was broken is written, and every write of a worker stays', async (t) => {
    const journal = journalFolder();
    t.after(journal.remove);
    const lives = Array.from({ length: WORKERS }, (_, i) => {
      const random = seeded(300 + i);
      return lifeSteps(numbered(i), plansFor(anyJobs(random), random), random);
    });
    const idle = Array.from({ length: BROKEN }, (_, i) => numbered(WORKERS + i));
    const rests = idle.map((resource) => rested(resource, [['create', 'done']]).writes);
    for (const write of rests.flat()) await apply(write);
    let working = true;
    const all = Promise.all(
      lives.map((steps, i) =>
        work({ ...etcd, etcd: client, pauseMs: 40, leaseSeconds: 20, random: seeded(i) }, steps),
      ),
    ).finally(() => {
      working = false;
    });
    let runs = 0;
    const written: string[] = [];
    for (; working; runs++) {
      await breakOne(runs);
      written.push(...(await repairAll(journal.folder)));
    }
    await all;
    written.push(...(await repairAll(journal.folder)));
    const expected = memoryAfter([...rests, ...lives.map((steps) => steps.map(({ write }) => write))]);
    assert.deepEqual(contents(await etcd.dump()), expected);
    const names = new Set(idle.map(({ ref }) => resourceName(ref)));
    assert.deepEqual(
      [...new Set(written)].filter((name) => !names.has(name)),
      [],
    );
    assert.ok(written.length > 3, `${written.length} repairs in ${runs} runs`);
  });

  async function apply(write: MemoryWrite): Promise<void> {
    if ('put' in write) await etcd.put(write.put, write.value);
    else await etcd.remove(write.delete);
  }

  /** One of those that no worker deals with loses its state. */
  async function breakOne(i: number): Promise<void> {
    const { ref } = numbered(WORKERS + (i % BROKEN));
    await etcd.put(`/state/${resourceName(ref)}`, '{');
  }

  async function repairAll(folder: string): Promise<string[]> {
    const context = await repairContext(etcd.source, folder, { inFlightMs: 5000 });
    const proposals = await proposeAll(context, ALL);
    const { items } = await carryOut(context, proposals, { interrupt: new AbortController().signal });
    return items
      .filter(({ outcome }) => outcome === 'written')
      .map(({ proposal }) => resourceName(proposal.ref));
  }

  function memoryAfter(lives: readonly (readonly MemoryWrite[])[]): Record<string, string> {
    const memory = new Memory();
    for (const writes of lives) for (const write of writes) memory.write(write);
    return contents([...memory.keys.values()].sort((a, b) => (a.key < b.key ? -1 : 1)));
  }
});
