/** A store with one stage changed by hand. */
import type { FullJudgement } from '../../../src/judge/judge.ts';
import { DEFAULT_PREFIXES, keyOf, type Stage } from '../../../src/stages/keys.ts';
import type { MadeResource } from '../data/made.ts';
import type { Memory } from '../run/memory.ts';
import { judgeAll, nameOf } from './checks.ts';
import { memoryOf, type Victim } from './systems.ts';

export interface StageChange {
  readonly stage: Stage;
  /** What is stored then; undefined: the key is deleted. */
  readonly value: string | Uint8Array | undefined;
}

/** The store after one more write: bytes that need not be text. */
export function changedMemory(memory: Memory, { ref }: MadeResource, { stage, value }: StageChange): Memory {
  const copy = memory.copy();
  const key = keyOf(DEFAULT_PREFIXES, stage, ref);
  if (value === undefined) copy.write({ delete: key });
  else copy.write({ put: key, value: '' });
  const stored = copy.keys.get(key);
  if (stored !== undefined && value !== undefined)
    copy.keys.set(key, { ...stored, value: Buffer.from(value) });
  return copy;
}

/** The judgement of a resource that stands alone in its store, after the change. */
export function judgeChanged(victim: Victim, change: StageChange): FullJudgement | undefined {
  const memory = changedMemory(memoryOf([victim]), victim.resource, change);
  return judgeAll(memory).get(nameOf(victim.resource));
}
