/** Every kind of break that can be mended, on generated systems in a real etcd: repaired to the very bytes, and undone. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { RepairItem } from '../../src/commands/results.ts';
import { DEFAULT_PREFIXES, keyOf } from '../../src/stages/keys.ts';
import { allChanges } from '../support/changes/all.ts';
import type { Change } from '../support/changes/change.ts';
import { nameOf } from '../support/checks.ts';
import { contents, type TestEtcd, testEtcd } from '../support/etcd.ts';
import { seeded } from '../support/random.ts';
import { journalFolder, repairContext, repairNow, undoNow } from '../support/repairing.ts';
import { systems, type Victim } from '../support/systems.ts';

/** One resource at each kind of rest, with others beside it. */
function oneOfEach(all: readonly (readonly Victim[])[]): Map<string, readonly [Victim, readonly Victim[]]> {
  const found = new Map<string, readonly [Victim, readonly Victim[]]>();
  for (const system of all)
    for (const victim of system) if (!found.has(restOf(victim))) found.set(restOf(victim), [victim, system]);
  return found;
}

function restOf({ rest }: Victim): string {
  if (typeof rest === 'string') return rest;
  // Whatever deletes is refused alike.
  if (rest.action === 'logical_delete') return 'deleted for the user';
  return `${rest.outcome}${rest.jobState ? ', with its job_state' : ''}`;
}

/** The first of each: later words are deletes, which are refused alike. */
function onePerKind(changes: readonly Change[]): Change[] {
  const named = changes.toReversed().map((one) => [`${one.kind} ${one.stage} ${one.expect}`, one] as const);
  return [...new Map(named).values()];
}

describe('on generated systems', () => {
  let etcd: TestEtcd;
  const told = new Map<string, number>();
  const dump = async () => contents(await etcd.dump());

  before(async () => {
    etcd = await testEtcd();
  });
  after(() => etcd.stop());

  async function load(victims: readonly Victim[]): Promise<void> {
    await etcd.clear();
    for (const { writes } of victims) await replay(writes);
  }

  async function change(victim: Victim, { stage, value }: Change): Promise<void> {
    const key = keyOf(DEFAULT_PREFIXES, stage, victim.resource.ref);
    if (value === undefined) await etcd.remove(key);
    else await etcd.put(key, value);
  }

  /** Lives its life again, so that the order of its writes is that of a real one. */
  async function relive({ resource, writes }: Victim): Promise<void> {
    for (const area of ['heat_stacks', 'job_state', 'state', 'config'] as const)
      await etcd.remove(keyOf(DEFAULT_PREFIXES, area, resource.ref));
    await replay(writes);
  }

  async function replay(writes: Victim['writes']): Promise<void> {
    for (const write of writes) {
      if ('put' in write) await etcd.put(write.put, write.value);
      else await etcd.remove(write.delete);
    }
  }

  for (const [rest, [victim, system]] of oneOfEach(fc.sample(systems, { numRuns: 60, seed: 7 }))) {
    it(`${rest}: whatever is repaired is as it was, and undone to the bytes before`, async () => {
      await load(system);
      const healthy = await dump();
      {
        const journal = journalFolder();
        for (const one of onePerKind(allChanges(victim, system, seeded(1)))) {
          await relive(victim);
          await change(victim, one);
          const broken = await dump();
          const open = () => repairContext(etcd.source, journal.folder);
          const context = await open();
          const { items } = await repairNow(context, [nameOf(victim.resource)]);
          const [item] = items;
          const now = await dump();
          told.set(one.kind, (told.get(one.kind) ?? 0) + Number(item?.outcome === 'written'));
          if (item?.outcome === 'written') {
            // Where what is left fits a change elsewhere as well, and where it holds what nobody can notice (key order,
            // the word of a failure), only the undo can be held against what was.
            if (one.expect === 'caught' && !one.kind.startsWith('another resource'))
              assertSame(now, expected(healthy, item), `${one.kind} of ${one.stage}`);
            const { items: undone } = await undoNow(await open(), context.journal.run.run);
            assert.equal(undone[0]?.outcome, 'written', undone[0]?.detail);
            assertSame(await dump(), broken, `undo of ${one.kind}`);
          } else assertSame(now, broken, 'what is not repaired is not touched');
        }
        await relive(victim);
        journal.remove();
      }
    });
  }
  it('mends every kind of break, but for what is no error', () => {
    const never = [...told].filter(([, written]) => written === 0).map(([kind]) => kind);
    assert.deepEqual(never.sort(), [
      'another error text',
      'another text',
      'field added',
      'field of an output added',
      'other bytes',
      'outputs reordered',
    ]);
  });
});

/** As it was; but a job_state that was only too many goes with whatever was wrong in it. */
function expected(healthy: Record<string, string>, { proposal }: RepairItem) {
  if (proposal.kind !== 'plan') throw new Error('what is written was planned');
  const gone = proposal.plan.actions.filter(({ kind }) => kind === 'delete').map(({ key }) => key);
  return Object.fromEntries(Object.entries(healthy).filter(([key]) => !gone.includes(key)));
}

/** Tells what differs alone: whole systems are long. */
function assertSame(now: Record<string, string>, wanted: Record<string, string>, what: string): void {
  const keys = [...new Set([...Object.keys(now), ...Object.keys(wanted)])];
  const differing = keys.filter((key) => now[key] !== wanted[key]);
  const told = differing.map((key) => `\n${key}\n  is     ${now[key]}\n  wanted ${wanted[key]}`);
  assert.equal(differing.length, 0, what + told.join(''));
}
