import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import type { FullJudgement } from '../../src/judge/judge.ts';
import { STAGES, type Stage } from '../../src/stages/keys.ts';
import { allChanges } from '../support/changes/all.ts';
import type { Change } from '../support/changes/change.ts';
import { fromOthers } from '../support/changes/whole.ts';
import { assertNothingBroken, judgeAll, nameOf } from '../support/checks.ts';
import type { Memory } from '../support/memory.ts';
import { changedMemory } from '../support/one-change.ts';
import { seeded } from '../support/random.ts';
import { memoryOf, systems, type Victim } from '../support/systems.ts';
import { UNNOTICED } from '../support/unnoticed.ts';

/**
 * Single changes of healthy systems. What must come of each follows from its kind and from which stages hold the same
 * fact in that resource; the rules are not asked.
 */
describe('one change of one stage', () => {
  const kinds = new Map<string, number>();
  const unnoticed = new Map<string, number>();
  let made = 0;
  let open = 0;
  after(() => {
    const missed = [...unnoticed.values()].reduce((sum, times) => sum + times, 0);
    console.log(
      `mutations: ${made} changes of ${kinds.size} kinds: ${made - missed} caught (${open} of them with the stage left open), ${missed} not noticeable, each as listed`,
    );
  });

  it('is caught, named and blamed on that stage alone, or is on the list of what can not be noticed', () => {
    fc.assert(
      fc.property(systems, fc.integer(), (system, seed) => {
        const memory = memoryOf(system);
        const healthy = judgeAll(memory);
        assertNothingBroken(healthy, () => 'before the change');
        for (const victim of system) {
          for (const change of allChanges(victim, system, seeded(seed)))
            check(memory, victim, change, healthy);
        }
      }),
      { numRuns: 50, seed: 20_151_231, endOnFailure: true },
    );
  });

  it('is seen in both of two resources whose documents were exchanged', () => {
    fc.assert(
      fc.property(systems, (system) => {
        const memory = memoryOf(system);
        for (const [one, other] of pairs(system)) {
          for (const stage of STAGES) checkExchange(memory, one, other, stage);
        }
      }),
      { numRuns: 30, seed: 20_151_231, endOnFailure: true },
    );
  });

  it('was of every kind, and every entry of the list was met', () => {
    assert.ok(made > 20_000, `only ${made} changes`);
    assert.ok(kinds.size > 25, [...kinds.keys()].join(', '));
    const listed = Object.keys(UNNOTICED).filter(
      (id) => id !== 'version-without-config' && id !== 'same-elsewhere',
    );
    assert.deepEqual(
      listed.filter((id) => !unnoticed.has(id)),
      [],
    );
  });

  function check(
    memory: Memory,
    victim: Victim,
    change: Change,
    healthy: ReadonlyMap<string, FullJudgement>,
  ): void {
    made++;
    kinds.set(change.kind, (kinds.get(change.kind) ?? 0) + 1);
    const judged = judgeAll(changedMemory(memory, victim.resource, change));
    const name = nameOf(victim.resource);
    const where = () => describeChange(victim, change, judged.get(name));
    for (const [other, { verdict, suspects }] of judged) {
      if (other === name) continue;
      if (verdict !== healthy.get(other)?.verdict || suspects.length > 0)
        assert.fail(`${where()}: ${other} suffers`);
    }
    judgeOutcome(judged.get(name), change, where);
  }

  /** What comes of an exchange is for each of the two what comes of the other's document in its place. */
  function checkExchange(memory: Memory, one: Victim, other: Victim, stage: Stage): void {
    const [ours] = fromOthers(one, [other]).filter((change) => change.stage === stage);
    const [theirs] = fromOthers(other, [one]).filter((change) => change.stage === stage);
    if (ours === undefined || theirs === undefined) return;
    made += 2;
    const exchanged = changedMemory(changedMemory(memory, one.resource, ours), other.resource, theirs);
    const judged = judgeAll(exchanged);
    for (const [victim, change] of [
      [one, ours],
      [other, theirs],
    ] as const) {
      const judgement = judged.get(nameOf(victim.resource));
      judgeOutcome(judgement, change, () => describeChange(victim, change, judgement));
    }
    const broken = [...judged].filter(([, { verdict }]) => verdict === 'broken').map(([name]) => name);
    assert.ok(broken.every((name) => [one, other].some(({ resource }) => nameOf(resource) === name)));
  }

  function judgeOutcome(judgement: FullJudgement | undefined, change: Change, where: () => string): void {
    if (change.expect.startsWith('caught')) assertCaught(judgement, change, where);
    else noteUnnoticed(judgement, change.expect, where);
  }

  function assertCaught(judgement: FullJudgement | undefined, change: Change, where: () => string): void {
    if (judgement?.verdict !== 'broken') assert.fail(`not caught: ${where()}`);
    if (change.expect === 'caught, who is open') {
      open++;
      return;
    }
    const errors = judgement.findings.filter(({ severity }) => severity === 'error');
    if (!errors.some(({ stages }) => stages.includes(change.stage))) assert.fail(`not named: ${where()}`);
    if (!judgement.suspects.includes(change.stage)) assert.fail(`not blamed: ${where()}`);
  }

  function noteUnnoticed(judgement: FullJudgement | undefined, why: string, where: () => string): void {
    if (judgement?.verdict === 'broken') assert.fail(`noticed after all: ${where()}`);
    unnoticed.set(why, (unnoticed.get(why) ?? 0) + 1);
  }
});

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((one, i) => items.slice(i + 1).map((other): [T, T] => [one, other]));
}

function describeChange(
  { rest, texts }: Victim,
  change: Change,
  judgement: FullJudgement | undefined,
): string {
  const told = judgement?.findings.map(({ rule, message }) => `\n  ${rule}: ${message}`).join('');
  const value = typeof change.value === 'string' ? change.value : String(change.value);
  const before = Object.entries(texts)
    .map(([stage, text]) => `\n  ${stage}: ${text}`)
    .join('');
  return `${change.kind} in ${change.stage} of ${JSON.stringify(rest)}, expected ${change.expect}${before}\n  now: ${value}\n${judgement?.verdict}: ${judgement?.suspects}: ${judgement?.reason}${told}`;
}
