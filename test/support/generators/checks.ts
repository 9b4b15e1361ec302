import assert from 'node:assert/strict';
import { type FullJudgement, judge } from '../../../src/judge/judge.ts';

import { parseJobKey, type ResourceRef, resourceName } from '../../../src/stages/keys.ts';
import type { Memory } from '../run/memory.ts';
import type { Expected, KeysLeft } from './model.ts';

/** The judgement of every resource in memory, by name. */
export function judgeAll(memory: Memory): Map<string, FullJudgement> {
  return new Map(
    memory.resources().map((resource) => [resourceName(resource.snapshot.ref), judge(resource)] as const),
  );
}

/** Takes away the job keys of an ID, as a dead worker's lease or an operator would. */
export function leaveKeys(memory: Memory, id: string, keys: KeysLeft): void {
  if (keys === 'there') return;
  for (const key of [...memory.keys.keys()]) {
    const job = parseJobKey(memory.prefixes, key);
    if (job?.id !== id || (keys === 'all' && job.folder === 'all')) continue;
    memory.write({ delete: key });
  }
}

/** Holds what was judged against what the model says. */
export function assertExpected(
  judgement: FullJudgement | undefined,
  expected: Expected | undefined,
  where: () => string,
): void {
  const told = judgement?.findings.map(({ rule, message }) => `\n  ${rule}: ${message}`).join('') ?? '';
  if (judgement?.verdict !== expected?.verdict)
    assert.equal(judgement?.verdict, expected?.verdict, `${where()}${told}`);
  if (judgement === undefined) return;
  const abandoned = judgement.findings.some(({ rule }) => rule === 'abandoned-job');
  if (abandoned !== expected?.abandoned) assert.equal(abandoned, expected?.abandoned, where());
  const blamed = expected?.abandoned ? judgement.suspects.includes('state') : judgement.suspects.length === 0;
  if (!blamed) assert.fail(`${where()}: suspects ${judgement.suspects.join(', ')}: ${judgement.reason}`);
}

/** Asserts that nothing is broken, and tells what is. */
export function assertNothingBroken(judged: ReadonlyMap<string, FullJudgement>, where: () => string): void {
  for (const [name, { verdict, findings }] of judged) {
    if (verdict !== 'broken') continue;
    assert.fail(`${where()}: ${name} is broken: ${findings.map(({ message }) => message).join('; ')}`);
  }
}

export function nameOf({ ref }: { readonly ref: ResourceRef }): string {
  return resourceName(ref);
}
