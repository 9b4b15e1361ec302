/** One run of verify: judges resources as they come, counts them, and hands out what is listed. */
import type { Judgement, Severity, Verdict } from '../judge/finding.ts';
import type { ResourceRef } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { hasStage } from '../store/assemble.ts';
import { type Context, type JudgedSnapshot, judgeQuickly } from './judging.ts';
import type { VerifiedResource, VerifySummary } from './results.ts';
import { proveSuspects, type Suspect, settleSuspects, suspectOf, verifiedOf } from './suspects.ts';
import { count, newTally, summaryOf, type Tally } from './tally.ts';

export type FailOn = Exclude<Severity, 'off'>;

export interface RunOptions {
  readonly listAll: boolean;
  readonly failOn: FailOn;
  /** Pause before suspects are looked at again; 0 judges at once. */
  readonly settleMs: number;
}

export interface Run {
  readonly take: (snapshot: Snapshot) => void;
  /** Looks at the suspects again, lists them, and sums up. */
  readonly finish: () => Promise<VerifySummary>;
}

/** What a run adds to its sums and tells on; without one it stands alone. */
export interface RunRecord {
  /** Counts of what is not looked at in this run; grows to those of all. */
  readonly tally: Tally;
  /** Is given each resource that is counted, and gives back what is told of it. */
  readonly keep: (verified: VerifiedResource, lookedAgain: boolean) => VerifiedResource;
  /** Is given what was deleted between the scan and the second look. */
  readonly gone: (ref: ResourceRef) => void;
}

function noRecord(): RunRecord {
  return { tally: newTally(), keep: (verified) => verified, gone: () => undefined };
}

/** @param list is given each resource that is to be listed: what is at rest or moves as found, the broken ones last */
export function newRun(
  context: Context,
  options: RunOptions,
  list: (resource: VerifiedResource) => void,
  record: RunRecord = noRecord(),
): Run {
  const { tally } = record;
  const suspects: Suspect[] = [];

  function keep(verified: VerifiedResource, lookedAgain: boolean): void {
    const told = record.keep(verified, lookedAgain);
    count(tally, told);
    if (options.listAll || isListed(verified, options.failOn)) list(told);
  }

  /** Gone since the scan saw it: there is nothing left that could be right or wrong. */
  function keepIfThere(judged: JudgedSnapshot): void {
    if (hasStage(judged.snapshot)) keep(verifiedOf(judged), true);
    else record.gone(judged.snapshot.ref);
  }

  return {
    take: (snapshot) => {
      const judged = judgeQuickly(snapshot, context.judging);
      if (judged.verdict === 'broken') suspects.push(suspectOf(judged));
      else keep(verifiedOf(judged), false);
    },
    finish: async () => {
      const broken = await settleSuspects(context, suspects, options.settleMs, keepIfThere);
      for (const verified of await proveSuspects(context, broken)) keep(verified, true);
      return summaryOf(tally);
    },
  };
}

const ALWAYS_LISTED: ReadonlySet<Verdict> = new Set(['broken', 'in_flight', 'failed', 'deleting']);

const REACHING: Readonly<Record<FailOn, ReadonlySet<Severity>>> = {
  error: new Set(['error']),
  warning: new Set(['error', 'warning']),
  info: new Set(['error', 'warning', 'info']),
};

/** Whether it is listed without having been asked for. */
export function isListed(
  { verdict, findings }: Pick<Judgement, 'verdict' | 'findings'>,
  failOn: FailOn,
): boolean {
  if (ALWAYS_LISTED.has(verdict)) return true;
  // No function is made for most resources, which have no findings.
  for (const { severity } of findings) if (REACHING[failOn].has(severity)) return true;
  return false;
}

/** Whether anything was found at or above the bar; tells the exit code. */
export function fails({ findings }: VerifySummary, failOn: FailOn): boolean {
  return FAILING.some((severity) => REACHING[failOn].has(severity) && findings[severity] > 0);
}

const FAILING = ['error', 'warning', 'info'] as const;
