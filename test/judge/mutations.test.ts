import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import type { FullJudgement } from '../../src/judge/judge.ts';
import { UNNOTICED } from '../../src/judge/unnoticed.ts';
import { STAGES, type Stage } from '../../src/stages/keys.ts';
import { allChanges } from '../support/generators/changes/all.ts';
import type { Change } from '../support/generators/changes/change.ts';
import { assertOutcome, describeChange, newTally, summaryOf } from '../support/generators/changes/outcome.ts';
import { fromOthers } from '../support/generators/changes/whole.ts';
import { assertNothingBroken, judgeAll, nameOf } from '../support/generators/checks.ts';
import { changedMemory } from '../support/generators/one-change.ts';
import { seeded } from '../support/generators/random.ts';
import { memoryOf, systems, type Victim } from '../support/generators/systems.ts';
import { putConfig } from '../support/generators/writes.ts';
import { cases, SHARE } from '../support/run/cases.ts';
import type { Memory } from '../support/run/memory.ts';

const SEED = 20_151_231;

/**
 * Single changes of healthy systems. What must come of each follows from its kind and from which stages hold the same
 * fact in that resource; the rules are not asked.
 */
describe('one change of one stage', () => {
  const tally = newTally();
  after(() => console.log(`mutations: ${summaryOf(tally)}`));

  it('is caught, named and blamed on that stage alone, or is on the list of what can not be noticed', () => {
    fc.assert(
      fc.property(systems, fc.integer(), (system, seed) => {
        changeEach(system, memoryOf(system), allChangesOf(system, seed));
      }),
      { numRuns: cases(50), seed: SEED, endOnFailure: true },
    );
  });

  it('is caught as well while a newer request waits', () => {
    fc.assert(
      fc.property(systems, fc.integer(), (system, seed) => {
        const memory = memoryOf(system);
        for (const { resource, version } of system) memory.write(putConfig(resource, version + 1));
        const changes = allChangesOf(system, seed);
        changeEach(system, memory, (victim) => changes(victim).filter(holdsWhileQueued));
      }),
      { numRuns: cases(10), seed: SEED, endOnFailure: true },
    );
  });

  it('is seen in both of two resources whose documents were exchanged', () => {
    fc.assert(
      fc.property(systems, (system) => {
        const memory = memoryOf(system);
        for (const [one, other] of pairs(system)) {
          for (const stage of STAGES) exchange(memory, one, other, stage);
        }
      }),
      { numRuns: cases(30), seed: SEED, endOnFailure: true },
    );
  });

  it('was of every kind, and every entry of the list was met', { skip: SHARE < 1 }, () => {
    assert.ok(tally.made > 20_000, `only ${tally.made} changes`);
    assert.ok(tally.kinds.size > 25, [...tally.kinds.keys()].join(', '));
    // Chance rarely makes two resources that say the same; both have tests of their own.
    const rare = ['version-without-config', 'same-elsewhere', 'while-at-work'];
    const unmet = Object.keys(UNNOTICED).filter((id) => !tally.unnoticed.has(id) && !rare.includes(id));
    assert.deepEqual(unmet, []);
  });

  function changeEach(
    system: readonly Victim[],
    memory: Memory,
    changes: (victim: Victim) => Change[],
  ): void {
    const healthy = judgeAll(memory);
    assertNothingBroken(healthy, () => 'before the change');
    for (const victim of system) {
      for (const change of changes(victim)) {
        const judged = judgeAll(changedMemory(memory, victim.resource, change));
        assertOutcome(tally, victim, change, judged.get(nameOf(victim.resource)));
        assertNoOtherSuffers(healthy, judged, victim, change);
      }
    }
  }

  /** What comes of an exchange is for each of the two what comes of the other's document in its place. */
  function exchange(memory: Memory, one: Victim, other: Victim, stage: Stage): void {
    const [ours] = fromOthers(one, [other]).filter((change) => change.stage === stage);
    const [theirs] = fromOthers(other, [one]).filter((change) => change.stage === stage);
    if (ours === undefined || theirs === undefined) return;
    const exchanged = changedMemory(changedMemory(memory, one.resource, ours), other.resource, theirs);
    const judged = judgeAll(exchanged);
    assertOutcome(tally, one, ours, judged.get(nameOf(one.resource)));
    assertOutcome(tally, other, theirs, judged.get(nameOf(other.resource)));
    const two = [one, other].map(({ resource }) => nameOf(resource));
    const broken = [...judged].filter(([, { verdict }]) => verdict === 'broken').map(([name]) => name);
    assert.ok(
      broken.every((name) => two.includes(name)),
      broken.join(', '),
    );
  }
});

function assertNoOtherSuffers(
  healthy: ReadonlyMap<string, FullJudgement>,
  judged: ReadonlyMap<string, FullJudgement>,
  victim: Victim,
  change: Change,
): void {
  for (const [name, judgement] of judged) {
    if (name === nameOf(victim.resource)) continue;
    if (judgement.verdict === healthy.get(name)?.verdict && judgement.suspects.length === 0) continue;
    assert.fail(`${name} suffers: ${describeChange(victim, change, judgement)}`);
  }
}

function allChangesOf(system: readonly Victim[], seed: number): (victim: Victim) => Change[] {
  return (victim) => allChanges(victim, system, seeded(seed));
}

/**
 * A version that was raised may be the one that is wanted now, and a job_state that was written again may be that of
 * the waiting request: these are other changes then.
 */
function holdsWhileQueued({ kind, stage, expect }: Change): boolean {
  if (stage === 'job_state') return expect === 'caught';
  return kind !== 'another version' && kind !== "another resource's";
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((one, i) => items.slice(i + 1).map((other): [T, T] => [one, other]));
}
