/** Whether what came of a change is what had to come of it. */
import assert from 'node:assert/strict';
import type { FullJudgement } from '../../../../src/judge/judge.ts';
import type { Victim } from '../systems.ts';
import type { Change } from './change.ts';

/** Counts of all changes that were made. */
export interface Tally {
  made: number;
  /** Caught, with the stage left open. */
  open: number;
  readonly kinds: Map<string, number>;
  /** By the reason on the list. */
  readonly unnoticed: Map<string, number>;
}

export function newTally(): Tally {
  return { made: 0, open: 0, kinds: new Map(), unnoticed: new Map() };
}

export function summaryOf({ made, open, kinds, unnoticed }: Tally): string {
  const missed = [...unnoticed.values()].reduce((sum, times) => sum + times, 0);
  const caught = `${made - missed} caught (${open} of them with the stage left open)`;
  return `${made} changes of ${kinds.size} kinds: ${caught}, ${missed} not noticeable, each as listed`;
}

/** Throws where the changed resource was not judged as the change expects. */
export function assertOutcome(
  tally: Tally,
  victim: Victim,
  change: Change,
  judgement: FullJudgement | undefined,
): void {
  tally.made++;
  count(tally.kinds, change.kind);
  const wrong = change.expect.startsWith('caught') ? escaped(change, judgement) : noticed(judgement);
  if (wrong !== undefined) assert.fail(`${wrong}: ${describeChange(victim, change, judgement)}`);
  if (change.expect === 'caught, who is open') tally.open++;
  if (!change.expect.startsWith('caught')) count(tally.unnoticed, change.expect);
}

function escaped({ expect, stage }: Change, judgement: FullJudgement | undefined): string | undefined {
  if (judgement?.verdict !== 'broken') return 'not caught';
  if (expect === 'caught, who is open') return undefined;
  const errors = judgement.findings.filter(({ severity }) => severity === 'error');
  if (!errors.some(({ stages }) => stages.includes(stage))) return 'not named';
  return judgement.suspects.includes(stage) ? undefined : 'not blamed';
}

function noticed(judgement: FullJudgement | undefined): string | undefined {
  return judgement?.verdict === 'broken' ? 'noticed after all' : undefined;
}

export function describeChange(victim: Victim, change: Change, judgement: FullJudgement | undefined): string {
  const { kind, stage, value, expect } = change;
  const before = Object.entries(victim.texts).map(([name, text]) => `  ${name}: ${text}`);
  const told = judgement?.findings.map(({ rule, message }) => `  ${rule}: ${message}`) ?? [];
  return [
    `${kind} in ${stage} of ${JSON.stringify(victim.rest)}, expected ${expect}`,
    ...before,
    `  now: ${value}`,
    `${judgement?.verdict}: ${judgement?.suspects}: ${judgement?.reason}`,
    ...told,
  ].join('\n');
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
