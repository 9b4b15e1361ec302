import { StoreError } from '../errors.ts';
import type { Judgement, Severity, Verdict } from '../judge/finding.ts';
import { resourceName, STAGES } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { hasStage } from '../store/assemble.ts';
import { resolveNames } from '../store/lookup.ts';
import type { NameQuery } from '../store/name-query.ts';
import { readResources } from '../store/resources.ts';
import { DEFAULT_PACE, newPace } from '../store/scan/pace.ts';
import { newScan, scan } from '../store/scan/scan.ts';
import { type ScanStart, startScan } from '../store/scan/start.ts';
import { type Context, type JudgedSnapshot, judgeQuickly, proveBlame } from './judging.ts';
import type { NameFailure, VerifiedResource, VerifyResult } from './results.ts';
import { settle } from './settle.ts';
import { count, newTally, summaryOf, type Tally } from './tally.ts';

export type FailOn = Exclude<Severity, 'off'>;

export interface VerifyOptions {
  readonly listAll: boolean;
  readonly failOn: FailOn;
  /** Pause before suspects are looked at again; 0 judges at once. */
  readonly settleMs: number;
}

/** Checks every resource in the store at one revision. */
export async function verifyAll(
  context: Context,
  options: VerifyOptions & { readonly allowEmpty: boolean },
): Promise<VerifyResult> {
  const start = await startScan(context.source, context.prefixes);
  const run = newRun(context, options);
  const progress = newScan({ ...context, pace: newPace(DEFAULT_PACE) }, start);
  for await (const snapshots of scan(progress)) snapshots.forEach(run.take);
  const result = await run.finish(start.revision, [], emptyStages(context, start));
  if (result.summary.resources === 0 && !options.allowEmpty) throw nothingFound(context);
  return result;
}

/** Checks the resources that are named, all at one revision. */
export async function verifyNamed(
  context: Context,
  queries: readonly NameQuery[],
  options: VerifyOptions,
): Promise<VerifyResult> {
  const { source, prefixes } = context;
  const { refs, failures } = await resolveNames(source, prefixes, queries);
  const snapshots = await readResources(source, prefixes, refs);
  const run = newRun(context, options);
  snapshots.filter(hasStage).forEach(run.take);
  const gone = snapshots.filter((snapshot) => !hasStage(snapshot)).map(vanished);
  return run.finish(snapshots[0]?.revision ?? (await newestRevision(context)), [...failures, ...gone], []);
}

/** The highest severity found, where it reaches the bar; tells the exit code. */
export function fails(result: VerifyResult, failOn: FailOn): boolean {
  return REACHING[failOn].some((severity) => result.summary.findings[severity] > 0);
}

const REACHING: Readonly<Record<FailOn, readonly FailOn[]>> = {
  error: ['error'],
  warning: ['error', 'warning'],
  info: ['error', 'warning', 'info'],
};

interface Run {
  readonly take: (snapshot: Snapshot) => void;
  readonly finish: (
    revision: number,
    failures: readonly NameFailure[],
    notes: readonly string[],
  ) => Promise<VerifyResult>;
}

/** Judges as resources come; what looks broken waits for the end, to be looked at again together. */
function newRun(context: Context, options: VerifyOptions): Run {
  const tally = newTally();
  const listed: VerifiedResource[] = [];
  const suspects: JudgedSnapshot[] = [];
  return {
    take: (snapshot) => {
      const judged = judgeQuickly(snapshot, context.judging);
      if (judged.verdict === 'broken') suspects.push(judged);
      else keep(judged, options, tally, listed);
    },
    finish: async (revision, failures, notes) => {
      const settled = await settle(context, suspects, options.settleMs);
      for (const judged of await proveBlame(context, settled)) keep(judged, options, tally, listed);
      listed.sort((a, b) => (resourceName(a.ref) < resourceName(b.ref) ? -1 : 1));
      const source = { ...(await context.source.identity()), revision };
      return { source, summary: summaryOf(tally), resources: listed, failures, notes };
    },
  };
}

function keep(
  judged: JudgedSnapshot,
  options: VerifyOptions,
  tally: Tally,
  listed: VerifiedResource[],
): void {
  // Gone since the scan saw it: there is nothing left that could be right or wrong.
  if (!hasStage(judged.snapshot)) return;
  count(tally, judged);
  if (!options.listAll && !isListed(judged, options.failOn)) return;
  const { verdict, evidence, findings, suspects, reason } = judged;
  listed.push({ ref: judged.snapshot.ref, verdict, evidence, findings, suspects, reason });
}

const ALWAYS_LISTED: ReadonlySet<Verdict> = new Set(['broken', 'in_flight', 'failed', 'deleting']);

function isListed({ verdict, findings }: Judgement, failOn: FailOn): boolean {
  return (
    ALWAYS_LISTED.has(verdict) ||
    findings.some(({ severity }) => REACHING[failOn].some((one) => one === severity))
  );
}

/** A stage whose prefix is empty while others are full is rather a wrong prefix than a broken system. */
function emptyStages({ prefixes }: Context, { counts }: ScanStart): string[] {
  const full = counts.heat_stacks + counts.state > 0;
  return STAGES.filter((stage) => stage !== 'job_state' && full && counts[stage] === 0).map(
    (stage) => `nothing at all is stored under ${prefixes[stage]} (${stage}): is this prefix right?`,
  );
}

function nothingFound({ prefixes }: Context): StoreError {
  return new StoreError(`no resource found under ${STAGES.map((stage) => prefixes[stage]).join(', ')}`, {
    hint: 'is this the right cluster, and are these the right prefixes (--prefix)? --allow-empty accepts an empty store',
  });
}

function vanished({ ref }: Snapshot): NameFailure {
  return { name: resourceName(ref), message: `${resourceName(ref)} was deleted while it was looked up` };
}

async function newestRevision({ source, prefixes }: Context): Promise<number> {
  return (await source.read([{ from: prefixes.state, countOnly: true }])).revision;
}
