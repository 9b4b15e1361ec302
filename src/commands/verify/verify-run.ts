/** One run of verify: judges resources as they come, counts them, and hands out what is listed. */
import {
  type FailOn,
  isAtOrAbove,
  type Judgement,
  type Severity,
  type Verdict,
} from '../../judge/finding.ts';
import {
  type Context,
  type JudgedSnapshot,
  judgeSnapshot,
  needsPast,
  proveBlame,
  quickLook,
  restingSnapshot,
} from '../../judging/judging.ts';
import type { Rescan } from '../../judging/reread.ts';
import type { Judged } from '../../judging/results.ts';
import { partOnly } from '../../judging/scanning.ts';
import {
  type Again,
  needsSecondLook,
  perhapsUnheld,
  type Suspect,
  settleSuspects,
  suspectOf,
  tellsUnheld,
} from '../../judging/second-look.ts';
import type { ResourceRef } from '../../stages/keys.ts';
import type { Snapshot } from '../../stages/snapshot.ts';
import { isResource } from '../../store/read/assemble.ts';
import type { Pace } from '../../store/scan/pace.ts';
import type { Baseline } from './baseline/baseline.ts';
import type { ModRevisions, VerifiedResource, VerifySummary } from './result.ts';
import { count, countAtRest, newTally, summaryOf, type Tally } from './tally.ts';

export interface RunOptions {
  readonly listAll: boolean;
  readonly failOn: FailOn;
  /** Pause before suspects are looked at again; 0 judges at once. */
  readonly settleMs: number;
  readonly baseline?: Baseline;
  /** Of all reads of the run. */
  readonly pace: Pace;
  /** Stops the run; its reason tells why. */
  readonly stop?: AbortSignal;
}

export interface Run {
  /** Judges what was read together. */
  readonly take: (snapshots: readonly Snapshot[]) => Promise<void>;
  /**
   * Looks at the suspects again, lists them, and sums up.
   * @param rescan how what was scanned can be scanned again for that
   */
  readonly finish: (rescan?: Rescan) => Promise<Finished>;
}

export interface Finished {
  readonly summary: VerifySummary;
  /** Remarks on what was not asked. */
  readonly notes: readonly string[];
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

/** A read of the past takes this many. */
const PROVED_AT_ONCE = 128;

/** @param list is given each resource that is to be listed, as found: what is looked at again comes last */
export function newRun(
  context: Context,
  options: RunOptions,
  list: (resource: VerifiedResource) => void,
  kept?: RunRecord,
): Run {
  const record = kept ?? noRecord();
  const { tally } = record;
  const { baseline } = options;
  const reaches = (severity: Severity) => isAtOrAbove(severity, options.failOn);
  const look = quickLook(context.judging);
  // Where nobody asks for more, a resource at rest is a number.
  const onlyCounted = kept === undefined && baseline === undefined && !options.listAll;
  const { settleMs: pauseMs, pace, stop } = options;
  const suspects: Suspect[] = [];
  const unproved: JudgedSnapshot[] = [];
  let unasked = 0;

  function keep(verified: VerifiedResource, lookedAgain: boolean): void {
    const recorded = record.keep(verified, lookedAgain);
    // What is not listed may go by unseen in an incremental run: there the baseline would know other findings.
    const listed = isListed(verified, options.failOn);
    const told = listed ? (baseline?.mark(recorded, reaches) ?? recorded) : recorded;
    baseline?.saw(told);
    count(tally, told, reaches);
    if (options.listAll || listed) list(told);
  }

  /** What is gone since the scan saw it has nothing left that could be right or wrong. */
  function keepIfThere(judged: JudgedSnapshot): void {
    if (isResource(judged.snapshot)) keep(verifiedOf(judged), true);
    else record.gone(judged.snapshot.ref);
  }

  const broken = (judged: JudgedSnapshot) => keep(verifiedOf(judged), true);

  /** Without a second look, the revision before proves at once who is to blame; of some only that tells what they are. */
  async function proveAt(least: number): Promise<void> {
    while (unproved.length >= least && unproved.length > 0) {
      for (const judged of await proveBlame(context, unproved.splice(0, PROVED_AT_ONCE), pace))
        settle(judged);
    }
  }

  function settle(judged: JudgedSnapshot): void {
    if (pauseMs > 0 && needsSecondLook(judged, { pauseMs })) suspects.push(suspectOf(judged));
    else keep(verifiedOf(judged), judged.verdict === 'broken');
  }

  function judgeClosely(snapshot: Snapshot): void {
    const judged = judgeSnapshot(snapshot, context.judging);
    if (!tellsUnheld({ pauseMs })) unasked += perhapsUnheld(judged.snapshot);
    const provesNow = pauseMs === 0 && judged.verdict === 'broken';
    if (needsPast(judged) || provesNow) unproved.push(judged);
    else settle(judged);
  }

  return {
    take: async (snapshots) => {
      for (const snapshot of snapshots) {
        const rest = look(snapshot);
        if (rest !== undefined && onlyCounted) countAtRest(tally, rest);
        else if (rest !== undefined) keep(verifiedOf(restingSnapshot(snapshot, rest)), false);
        else judgeClosely(snapshot);
      }
      await proveAt(PROVED_AT_ONCE);
    },
    finish: async (rescan) => {
      await proveAt(1);
      const again: Again = {
        pauseMs,
        pace,
        failed: onlySome,
        ...(stop && { stop }),
        ...(rescan && { rescan }),
      };
      await settleSuspects(context, suspects, again, { healthy: keepIfThere, broken });
      return { summary: summaryOf(tally), notes: unaskedNote(unasked) };
    },
  };
}

function unaskedNote(jobs: number): string[] {
  if (jobs === 0) return [];
  const told = jobs === 1 ? '1 job has keys' : `${jobs} jobs have keys`;
  return [
    `${told} that no queue or worker holds: whether for good, only --settle 2s or more tells (unheld-job)`,
  ];
}

function onlySome(error: unknown, looked: number, of: number): unknown {
  return partOnly(error, `${looked} of ${of} resources were looked at a second time`);
}

const ALWAYS_LISTED: ReadonlySet<Verdict> = new Set(['broken', 'in_flight', 'failed', 'deleting']);

/** Whether it is listed without having been asked for: warnings are, info only where it decides the exit code. */
export function isListed(
  { verdict, findings }: Pick<Judgement, 'verdict' | 'findings'>,
  failOn: FailOn,
): boolean {
  if (ALWAYS_LISTED.has(verdict)) return true;
  // No function is made for most resources, which have no findings.
  const bar = failOn === 'info' ? 'info' : 'warning';
  for (const { severity } of findings) if (isAtOrAbove(severity, bar)) return true;
  return false;
}

/** Whether anything was found at or above the bar that no baseline knows; tells the exit code. */
export function fails({ rules }: Pick<VerifySummary, 'rules'>, failOn: FailOn): boolean {
  return rules.some(({ severity, count, baselined }) => isAtOrAbove(severity, failOn) && count > baselined);
}

export function verifiedOf(judged: Judged): VerifiedResource {
  const { verdict, evidence, findings, suspects, reason, snapshot } = judged;
  const modRevisions = modRevisionsOf(snapshot);
  return { ref: snapshot.ref, modRevisions, verdict, evidence, findings, suspects, reason };
}

function modRevisionsOf({ stages: { heat_stacks, job_state, state } }: Snapshot): ModRevisions {
  return {
    heat_stacks: heat_stacks?.modRevision ?? null,
    job_state: job_state?.modRevision ?? null,
    state: state?.modRevision ?? null,
  };
}
