/** One run of verify: judges resources as they come, counts them, and hands out what is listed. */
import type { Judgement, Severity, Verdict } from '../judge/finding.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { hasStage } from '../store/assemble.ts';
import { type Context, type JudgedSnapshot, judgeQuickly } from './judging.ts';
import type { VerifiedResource, VerifySummary } from './results.ts';
import { proveSuspects, type Suspect, settleSuspects, suspectOf, verifiedOf } from './suspects.ts';
import { count, newTally, summaryOf } from './tally.ts';

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

/** @param list is given each resource that is to be listed: what is at rest or moves as found, the broken ones last */
export function newRun(
  context: Context,
  options: RunOptions,
  list: (resource: VerifiedResource) => void,
): Run {
  const tally = newTally();
  const suspects: Suspect[] = [];

  function keep(verified: VerifiedResource): void {
    count(tally, verified);
    if (options.listAll || isListed(verified, options.failOn)) list(verified);
  }

  /** Gone since the scan saw it: there is nothing left that could be right or wrong. */
  function keepIfThere(judged: JudgedSnapshot): void {
    if (hasStage(judged.snapshot)) keep(verifiedOf(judged));
  }

  return {
    take: (snapshot) => {
      const judged = judgeQuickly(snapshot, context.judging);
      if (judged.verdict === 'broken') suspects.push(suspectOf(judged));
      else keep(verifiedOf(judged));
    },
    finish: async () => {
      const broken = await settleSuspects(context, suspects, options.settleMs, keepIfThere);
      for (const verified of await proveSuspects(context, broken)) keep(verified);
      return summaryOf(tally);
    },
  };
}

const ALWAYS_LISTED: ReadonlySet<Verdict> = new Set(['broken', 'in_flight', 'failed', 'deleting']);

const REACHING: Readonly<Record<FailOn, readonly FailOn[]>> = {
  error: ['error'],
  warning: ['error', 'warning'],
  info: ['error', 'warning', 'info'],
};

function isListed({ verdict, findings }: Judgement, failOn: FailOn): boolean {
  const reaches = (severity: Severity) => REACHING[failOn].some((one) => one === severity);
  return ALWAYS_LISTED.has(verdict) || findings.some(({ severity }) => reaches(severity));
}

/** Whether anything was found at or above the bar; tells the exit code. */
export function fails({ findings }: VerifySummary, failOn: FailOn): boolean {
  return REACHING[failOn].some((severity) => findings[severity] > 0);
}
