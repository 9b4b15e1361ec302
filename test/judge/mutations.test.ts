import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import type { FullJudgement } from '../../src/judge/judge.ts';
import { DEFAULT_PREFIXES, keyOf } from '../../src/stages/keys.ts';
import { allChanges } from '../support/changes/all.ts';
import type { Change } from '../support/changes/change.ts';
import { assertNothingBroken, judgeAll, nameOf } from '../support/checks.ts';
import type { Memory } from '../support/memory.ts';
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
    const judged = judgeAll(changed(memory, victim, change));
    const name = nameOf(victim.resource);
    const where = () => describeChange(victim, change, judged.get(name));
    for (const [other, { verdict, suspects }] of judged) {
      if (other === name) continue;
      if (verdict !== healthy.get(other)?.verdict || suspects.length > 0)
        assert.fail(`${where()}: ${other} suffers`);
    }
    if (change.expect.startsWith('caught')) assertCaught(judged.get(name), change, where);
    else noteUnnoticed(judged.get(name), change.expect, where);
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

function changed(memory: Memory, { resource }: Victim, { stage, value }: Change): Memory {
  const copy = memory.copy();
  const key = keyOf(DEFAULT_PREFIXES, stage, resource.ref);
  if (value === undefined) copy.write({ delete: key });
  else copy.write({ put: key, value: '' });
  const stored = copy.keys.get(key);
  if (stored !== undefined && value !== undefined)
    copy.keys.set(key, { ...stored, value: Buffer.from(value) });
  return copy;
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
