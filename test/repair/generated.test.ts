/** Every kind of break that can be mended, on generated systems in a real etcd: repaired to the very bytes, and undone. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { RepairItem } from '../../src/commands/repair/result.ts';
import { DEFAULT_PREFIXES, keyOf, resourceName, STAGES } from '../../src/stages/keys.ts';
import { type Break, everyBreak, restOf } from '../support/generators/breaks.ts';
import { nameOf } from '../support/generators/checks.ts';
import { systems, type Victim } from '../support/generators/systems.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { journalFolder, repairContext, repairNow, undoNow } from '../support/run/repairing.ts';
import { soaked } from '../support/run/soak.ts';

const SYSTEMS = fc.sample(systems, { numRuns: soaked(20, 100), seed: 7 });
const BREAKS = everyBreak(SYSTEMS);

type Contents = Readonly<Record<string, string>>;

describe('on generated systems', () => {
  let etcd: TestEtcd;
  /** By the name of a kind: how often it was repaired. */
  const mended = new Map<string, number>();
  const dump = async () => contents(await etcd.dump());

  before(async () => {
    etcd = await testEtcd();
  });
  after(() => etcd.stop());

  /** Each lives its life, write by write, all of them at the same time. */
  async function live(victims: readonly Victim[]): Promise<void> {
    const most = Math.max(...victims.map(({ writes }) => writes.length));
    for (let step = 0; step < most; step++)
      await etcd.writeAll(victims.flatMap(({ writes }) => writes.slice(step, step + 1)));
  }

  async function breakAll(breaks: readonly Break[]): Promise<void> {
    for (const { victim, change } of breaks) {
      const key = keyOf(DEFAULT_PREFIXES, change.stage, victim.resource.ref);
      if (change.value === undefined) await etcd.remove(key);
      else await etcd.put(key, change.value);
    }
  }

  async function undoRun(folder: string, run: string): Promise<void> {
    const context = await repairContext(etcd.source, folder);
    if (context.journal.entries.length === 0) return;
    const { items } = await undoNow(context, run);
    for (const { outcome, detail } of items) assert.equal(outcome, 'written', detail);
  }

  for (const rest of new Set(BREAKS.map(({ victim }) => restOf(victim)))) {
    it(`${rest}: whatever is repaired is as it was, and undone to the bytes before`, async (t) => {
      const journal = journalFolder();
      t.after(journal.remove);
      const breaks = BREAKS.filter(({ victim }) => restOf(victim) === rest);
      await etcd.clear();
      await live([...breaks.map(({ victim }) => victim), ...(SYSTEMS[0] ?? [])]);
      const healthy = await dump();
      await breakAll(breaks);
      const broken = await dump();
      const context = await repairContext(etcd.source, journal.folder);
      const { items } = await repairNow(
        context,
        breaks.map(({ victim }) => nameOf(victim.resource)),
      );
      const now = await dump();
      assertSame(now, expectedAfter({ healthy, broken, now }, breaks, items), 'repair');
      await undoRun(journal.folder, context.journal.run.run);
      assertSame(await dump(), broken, 'undo');
      t.diagnostic(count(breaks, items));
    });
  }

  it('mends every kind of break, but for what is no error', (t) => {
    const never = [...mended].filter(([, written]) => written === 0).map(([kind]) => kind);
    assert.deepEqual(never.sort(), [
      'another error text',
      'another text',
      'field added',
      'field of an output added',
      'other bytes',
      'outputs reordered',
    ]);
    t.diagnostic(
      `${BREAKS.length} breaks of ${mended.size} kinds, at ${new Set(BREAKS.map(({ victim }) => restOf(victim))).size} rests`,
    );
  });

  /** Counts what was repaired, by kind of change and in words. */
  function count(breaks: readonly Break[], items: readonly RepairItem[]): string {
    const outcomes = new Map(items.map(({ proposal, outcome }) => [resourceName(proposal.ref), outcome]));
    const written = breaks.filter(({ victim, change }) => {
      const done = outcomes.get(nameOf(victim.resource)) === 'written';
      mended.set(change.kind, (mended.get(change.kind) ?? 0) + Number(done));
      return done;
    });
    const errors = breaks.filter(({ rules }) => rules.length > 0);
    return `${breaks.length} changes, ${errors.length} of them errors, ${written.length} repaired and undone`;
  }
});

interface Dumps {
  readonly healthy: Contents;
  readonly broken: Contents;
  readonly now: Contents;
}

/** All keys of the store, as they must be: what was repaired as it was, all else as it is. */
function expectedAfter(dumps: Dumps, breaks: readonly Break[], items: readonly RepairItem[]): Contents {
  const expected = { ...dumps.broken };
  const told = new Map(items.map((item) => [resourceName(item.proposal.ref), item]));
  for (const one of breaks) {
    const item = told.get(nameOf(one.victim.resource));
    if (item?.outcome !== 'written') continue;
    const wanted = isOpen(one) ? dumps.now : dumps.healthy;
    for (const key of keysOf(one)) {
      const value = deletedKeys(item).includes(key) ? undefined : wanted[key];
      if (value === undefined) delete expected[key];
      else expected[key] = value;
    }
  }
  return expected;
}

/**
 * Where what is left fits a change elsewhere as well, and where it holds what nobody can notice (key order, the word of a
 * failure), only the undo can be held against what was.
 */
function isOpen({ change: { expect, kind } }: Break): boolean {
  return expect !== 'caught' || kind.startsWith('another resource');
}

function keysOf({ victim }: Break): string[] {
  return STAGES.map((stage) => keyOf(DEFAULT_PREFIXES, stage, victim.resource.ref));
}

/** A job_state that was only too many goes with whatever was wrong in it. */
function deletedKeys({ proposal }: RepairItem): string[] {
  if (proposal.kind !== 'plan') throw new Error('what is written was planned');
  return proposal.plan.actions.filter(({ kind }) => kind === 'delete').map(({ key }) => key);
}

/** Tells what differs alone: whole systems are long. */
function assertSame(now: Contents, wanted: Contents, what: string): void {
  const keys = [...new Set([...Object.keys(now), ...Object.keys(wanted)])];
  const differing = keys.filter((key) => now[key] !== wanted[key]);
  const told = differing.map((key) => `\n${key}\n  is     ${now[key]}\n  wanted ${wanted[key]}`);
  assert.equal(differing.length, 0, what + told.join(''));
}
