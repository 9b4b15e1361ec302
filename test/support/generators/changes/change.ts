import type { Unnoticed } from '../../../../src/judge/unnoticed.ts';
import type { Stage } from '../../../../src/stages/keys.ts';
import type { Victim } from '../systems.ts';

/**
 * What must come of a change. `caught`: broken, a finding names the stage, the suspects contain it. `caught, who is
 * open`: broken, but what is left fits a change elsewhere as well. Else why it is not noticed.
 */
export type Expect = 'caught' | 'caught, who is open' | Unnoticed;

/** One change of one stage. */
export interface Change {
  /** For counts and messages. */
  readonly kind: string;
  readonly stage: Stage;
  /** What is stored then; undefined: the key is deleted. */
  readonly value: string | Uint8Array | undefined;
  readonly expect: Expect;
}

/** Stages that are there, with their texts. */
export function storedOf({ texts }: Victim): (readonly [Stage, string])[] {
  return Object.entries(texts) as [Stage, string][];
}

/** What comes of changing, in this stage, a fact that the tellers share. */
export function sharedFact(victim: Victim, stage: Stage): Expect {
  const { tellers, workerFailed } = victim;
  if (tellers.includes(stage) && tellers.length > 1) return 'caught';
  if (workerFailed) return stage === 'heat_stacks' ? 'heat-beside-failed-worker' : 'failed-alone';
  return 'deleted-stack';
}

/** Whether a state or job_state says that the worker itself failed. */
export function isWorkerErrorText(text: string): boolean {
  return /"orchestration_state": "[A-Z_]*_ERROR"/.test(text);
}
