/**
 * What must be said of a resource, from its place in the life of a job alone: which writes were made and which job
 * keys are left. It reads no document and shares nothing with the rules, so that the two can be held against each other.
 */
import type { Verdict } from '../../../src/judge/finding.ts';
import type { StepName } from './lifecycle.ts';

/** Job keys after a worker's death: as they were (its lease still runs), those in `all` alone, none. */
export const KEYS_LEFT = ['there', 'all', 'none'] as const;
export type KeysLeft = (typeof KEYS_LEFT)[number];

export interface Situation {
  /** The verdict before the job; undefined where the resource had no stage yet. */
  readonly before: Verdict | undefined;
  /** Whether the job fails, in Heat or by itself. */
  readonly fails: boolean;
  /** The writes that were made. */
  readonly made: ReadonlySet<StepName>;
  readonly keys: KeysLeft;
  /** A newer request has raised `/config` meanwhile. */
  readonly newer: boolean;
}

/** What jobs of the ID there are: one at work excuses, others tell nothing of a resource that has stages. */
export type Jobs = 'at work' | 'left' | 'none';

export interface Expected {
  readonly verdict: Verdict;
  /** The worker died between its first write and its last: what it should have written is state. */
  readonly abandoned: boolean;
}

/** Undefined where there is no resource. Jobs are of the ID, so a namesake's may be given. */
export function expectedOf(situation: Situation, jobs: Jobs = jobsOf(situation)): Expected | undefined {
  const { made } = situation;
  if (!hasStage(situation))
    return isToBeCreated(situation) ? { verdict: 'in_flight', abandoned: false } : undefined;
  const abandoned = made.has('begun') && !made.has('state') && jobs !== 'at work';
  if (abandoned) return { verdict: 'broken', abandoned };
  const busy = jobs === 'at work' || configAhead(situation);
  return { verdict: busy ? 'in_flight' : restOf(situation), abandoned };
}

export function jobsOf({ made, keys }: Situation): Jobs {
  const there = (name: 'all' | 'waiting' | 'ready' | 'working' | 'finished') =>
    made.has(name) && !made.has(`${name} gone`);
  if (keys === 'none') return 'none';
  if (keys === 'all') return there('all') ? 'left' : 'none';
  if (there('waiting') || there('ready') || there('working')) return 'at work';
  return there('all') || there('finished') ? 'left' : 'none';
}

/** Of two resources with one ID, each one's jobs are the other's too. */
export function togetherJobs(one: Jobs, other: Jobs): Jobs {
  const both = [one, other];
  if (both.includes('at work')) return 'at work';
  return both.includes('left') ? 'left' : 'none';
}

/** Wanted, and not begun yet; of two with one ID, the one of the job's type. */
function isToBeCreated(situation: Situation): boolean {
  const { before, made } = situation;
  const isWanted = before === undefined && made.has('config') && !made.has('begun');
  return isWanted && jobsOf(situation) !== 'none';
}

function hasStage({ before, made }: Situation): boolean {
  return (before !== undefined || made.has('begun')) && !made.has('heat gone');
}

/** A version is wanted that state has not reached; without state or config there is nothing to compare. */
function configAhead({ before, made, newer }: Situation): boolean {
  const bothThere = (before !== undefined || made.has('state')) && !made.has('config gone');
  const wanted = made.has('config') && !made.has('state');
  return bothThere && (wanted || newer);
}

function restOf({ before, fails, made }: Situation): Verdict {
  if (!made.has('state')) return before ?? 'settled';
  if (made.has('state gone')) return 'deleting';
  if (fails) return 'failed';
  return made.has('job_state gone') ? 'settled' : 'complete';
}
