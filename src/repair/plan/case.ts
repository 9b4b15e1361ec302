/** What a repair is decided from, and what a decision is. */
import type { FullJudgement } from '../../judge/judge.ts';
import type { Prefixes, Stage } from '../../stages/keys.ts';
import type { Resource } from '../../stages/resource.ts';
import { type Suggestion, suggest, type TypedOption } from '../../suggestion.ts';
import type { GivenFields } from './derive-heat-stacks.ts';
import type { Action } from './plan.ts';

/** What the operator decides; without it, evidence does. */
export interface Choices {
  readonly from?: Stage | { readonly revision: number };
  readonly stage?: Stage;
  readonly stateVersion?: bigint;
  /** What nothing that is stored tells: `worker_state` of a failure, heat_stacks' own fields. */
  readonly set?: { readonly workerState?: string; readonly stackStatus?: string } & GivenFields;
  /** Undocumented fields of a lost document need not come back. */
  readonly dropUnknown?: boolean;
  /** state is written again as it stands. */
  readonly republish?: boolean;
  /** Jobs that the operator knows to be dead: all that no worker holds, or those named by their key or its last part. */
  readonly deadJobs?: 'all' | readonly string[];
}

export interface Case {
  readonly resource: Resource;
  readonly judgement: FullJudgement;
  readonly prefixes: Prefixes;
  readonly choices: Choices;
  /** The resource at an earlier revision at which heat_stacks and state agreed, where one was found. */
  readonly past?: Resource;
  /** What is still in etcd of heat_stacks and state, the newest first, back to `past`. */
  readonly history?: readonly Resource[];
  /** The resource at the revision that the operator named as source. */
  readonly chosen?: Resource;
}

/** What is written, and why; the rest of a plan follows from it. */
export interface Decision {
  readonly actions: readonly Action[];
  readonly source: string;
  readonly why: string;
  readonly version?: string;
  readonly assumedFields?: readonly string[];
}

/** The same repair with these choices, and with the word for the job keys that are left, where there are some. */
export function anotherTry({ snapshot: { ref, jobs } }: Resource, ...options: TypedOption[]): Suggestion {
  const word: TypedOption[] = jobs.length === 0 ? [] : [['--dead-jobs']];
  return { ...suggest('repair', { of: [ref], options: [...options, ...word] }), isRetry: true };
}
