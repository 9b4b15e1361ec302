/** Repairs of everything beside workers at their work: no write of theirs is lost, nothing healthy is touched. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Etcd3 } from 'etcd3';
import { proposeAll } from '../../src/commands/repair/all.ts';
import { carryOut } from '../../src/commands/repair/carry-out.ts';
import { resourceName } from '../../src/stages/keys.ts';
import { numbered } from '../support/data/types.ts';
import { anyJobs, lifeSteps, plansFor } from '../support/generators/lives.ts';
import { seeded } from '../support/generators/random.ts';
import { after as rested } from '../support/generators/situations.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { Memory, type MemoryWrite } from '../support/run/memory.ts';
import { journalFolder, repairContext } from '../support/run/repairing.ts';
import { soaked } from '../support/run/soak.ts';
import { watchWrites, writesLike } from '../support/run/watched.ts';
import { work } from '../support/run/worker.ts';

const MS = soaked(5_000, 60_000);
const WORKERS = 12;
const BROKEN = 6;
const ALL = { choices: {}, settleMs: 0, rules: [], types: [], limit: undefined };

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

  it(`for ${MS / 1000} s only what was broken is written, and every write of a worker stays`, async (t) => {
    const journal = journalFolder();
    t.after(journal.remove);
    const idle = Array.from({ length: BROKEN }, (_, i) => numbered(i));
    const rests = idle.map((resource) => rested(resource, [['create', 'done']]).writes);
    for (const write of rests.flat()) await apply(write);
    const watched = await watchWrites(client);
    const until = performance.now() + MS;
    let working = true;
    const all = Promise.all(Array.from({ length: WORKERS }, (_, i) => workUntil(until, i))).finally(() => {
      working = false;
    });
    let runs = 0;
    const written: string[] = [];
    for (; working; runs++) {
      await breakOne(runs);
      written.push(...(await repairAll(journal.folder)));
    }
    const lives = (await all).flat();
    written.push(...(await repairAll(journal.folder)));
    const seen = await watched.end();
    assert.deepEqual(contents(await etcd.dump()), memoryAfter([...rests, ...lives]));
    for (const life of lives) assert.deepEqual(writesLike(seen, life), life.map(withoutTtl));
    const names = new Set(idle.map(({ ref }) => resourceName(ref)));
    assert.deepEqual(
      [...new Set(written)].filter((name) => !names.has(name)),
      [],
    );
    assert.equal(written.length, runs);
    const writes = lives.reduce((sum, life) => sum + life.length, 0);
    t.diagnostic(
      `${writes} writes of ${WORKERS} workers in ${lives.length} lives, ${written.length} repairs in ${runs} runs`,
    );
  });

  /** One resource after the other, each with a life of its own; gives what was written for each. */
  async function workUntil(until: number, worker: number): Promise<MemoryWrite[][]> {
    const lives: MemoryWrite[][] = [];
    for (let i = 0; performance.now() < until; i++) {
      const seed = 300 + worker + WORKERS * i;
      const random = seeded(seed);
      const steps = lifeSteps(numbered(BROKEN + seed), plansFor(anyJobs(random), random), random);
      await work({ ...etcd, etcd: client, pauseMs: 40, leaseSeconds: 20, random }, steps);
      lives.push(steps.map(({ write }) => write));
    }
    return lives;
  }

  async function apply(write: MemoryWrite): Promise<void> {
    if ('put' in write) await etcd.put(write.put, write.value);
    else await etcd.remove(write.delete);
  }

  /** One of those that no worker deals with. */
  async function breakOne(i: number): Promise<void> {
    const name = resourceName(numbered(i % BROKEN).ref);
    if (i % 3 === 0) await etcd.put(`/state/${name}`, '{');
    else if (i % 3 === 1) await etcd.remove(`/state/${name}`);
    else await etcd.put(`/esi-worker/heat_stacks/${name}`, '{');
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

function withoutTtl(write: MemoryWrite): MemoryWrite {
  return 'put' in write ? { put: write.put, value: write.value } : write;
}
