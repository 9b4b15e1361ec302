/** Carries out what was proposed and agreed to: journal, transaction, journal, and a look at what came of it. */

import { setTimeout as sleep } from 'node:timers/promises';
import { RefusedError, StoreError, UnknownOutcomeError } from '../../errors.ts';
import type { Verdict } from '../../judge/finding.ts';
import { judgeSnapshot } from '../../judging/judging.ts';
import type { SourceInfo } from '../../judging/results.ts';
import { type Applied, adviceOf, applyPlan } from '../../repair/apply.ts';
import type { Advice, Plan, Proposal } from '../../repair/plan/plan.ts';
import type { RepairContext } from '../../repairing/session.ts';
import { resourceName } from '../../stages/keys.ts';
import { isResource } from '../../store/read/assemble.ts';
import { readByName } from '../../store/read/by-name.ts';
import { suggestResolve } from '../../suggestion.ts';
import type { RepairItem, RepairProposals, RepairResult } from './result.ts';

type Planned = Extract<Proposal, { kind: 'plan' }>;

export interface Pace {
  /** Aborted where the run is to be stopped: what is under way is finished, nothing more is begun. */
  readonly interrupt: AbortSignal;
  /** A lost race ends the run: somebody else is at work here. */
  readonly stopWhenLost?: boolean;
  /** Between two repairs. */
  readonly pauseMs?: number;
  /** What came of each, as soon as it is known; waited for before the next one is begun. */
  readonly onItem?: (item: RepairItem, done: number, of: number) => Promise<void>;
}

/** After these nothing more is begun: the store or the journal does not work. */
const STOPPING: ReadonlySet<RepairItem['outcome']> = new Set([
  'failed',
  'unknown',
  'unjournaled',
  'unrecorded',
]);

/** One after the other. What is under way when the interrupt comes is finished; the rest is not begun. */
export async function carryOut(
  context: RepairContext,
  proposals: RepairProposals,
  pace: Pace,
): Promise<RepairResult> {
  const { interrupt } = pace;
  const items: RepairItem[] = [];
  const plans = proposals.proposals.filter(({ kind }) => kind === 'plan').length;
  let done = 0;
  try {
    for (const proposal of proposals.proposals) {
      const item = await next(context, proposals.source, proposal, items, pace);
      items.push(item);
      if (proposal.kind === 'plan') done += 1;
      await pace.onItem?.(item, done, plans);
      if (item.revision !== undefined && done < plans && !interrupt.aborted) await pause(pace);
    }
  } finally {
    await context.journal.run.close();
  }
  return { ...proposals, items, run: context.journal.run.run };
}

async function pause({ pauseMs = 0, interrupt }: Pace): Promise<void> {
  await sleep(pauseMs, undefined, { signal: interrupt }).catch(() => undefined);
}

async function next(
  context: RepairContext,
  source: SourceInfo,
  proposal: Proposal,
  before: readonly RepairItem[],
  { interrupt, stopWhenLost = false }: Pace,
): Promise<RepairItem> {
  if (proposal.kind !== 'plan') return { proposal, outcome: proposal.kind };
  if (interrupt.aborted) return { proposal, outcome: 'interrupted' };
  const trouble = before.find(({ outcome }) => STOPPING.has(outcome) || (stopWhenLost && outcome === 'lost'));
  if (trouble !== undefined) return { proposal, outcome: 'left' };
  return carryOutOne(context, source, proposal);
}

/** The result where nothing is to be written: a dry run, or the answer was no. */
export function leaveAll(proposals: RepairProposals, why: 'planned' | 'declined'): RepairResult {
  const items = proposals.proposals.map((proposal): RepairItem => {
    return { proposal, outcome: proposal.kind === 'plan' ? why : proposal.kind };
  });
  return { ...proposals, items };
}

async function carryOutOne(
  context: RepairContext,
  source: SourceInfo,
  proposal: Planned,
): Promise<RepairItem> {
  const { plan } = proposal;
  await context.onStep?.('agreed', plan);
  try {
    await context.journal.run.begin(plan, { where: source, prefixes: context.prefixes });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { proposal, outcome: 'unjournaled', detail: error.message };
  }
  await context.onStep?.('journaled', plan);
  return sendAndRecord(context, proposal);
}

async function sendAndRecord(context: RepairContext, proposal: Planned): Promise<RepairItem> {
  const { plan } = proposal;
  const applied = await attempt(context, plan);
  await context.onStep?.('sent', plan);
  const recorded = await record(context, plan, applied);
  await context.onStep?.('recorded', plan);
  if (applied.kind === 'written') {
    const { revision } = applied;
    if (recorded !== undefined)
      return { proposal, outcome: 'unrecorded', revision, detail: recorded, next: suggestResolve(plan.id) };
    return { proposal, revision, ...(await verifyWritten(context, plan, revision)) };
  }
  const { kind: outcome, why: detail, ...advice } = applied;
  return { proposal, outcome, detail, ...advice };
}

type Came = Applied | ({ readonly kind: 'unknown'; readonly why: string } & Partial<Advice>);

async function attempt(context: RepairContext, plan: Plan): Promise<Came> {
  try {
    return await applyPlan(context, plan);
  } catch (error) {
    if (!(error instanceof UnknownOutcomeError)) throw error;
    return { kind: 'unknown', why: error.message, ...adviceOf(error) };
  }
}

/** Gives what kept the journal from being told. */
async function record({ journal }: RepairContext, { id }: Plan, came: Came): Promise<string | undefined> {
  const of = { id, run: journal.run.run };
  try {
    if (came.kind === 'written') await journal.run.end(of, { outcome: 'written', revision: came.revision });
    else
      await journal.run.end(of, {
        outcome: came.kind === 'unknown' ? 'unknown' : 'not_written',
        detail: came.why,
      });
    return undefined;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return `${error.message}; until that is told, its outcome counts as unknown`;
  }
}

/** Reads and judges again: that it was written does not prove that it is healthy, nor that it is still so. */
async function verifyWritten(
  context: RepairContext,
  plan: Plan,
  revision: number,
): Promise<Pick<RepairItem, 'outcome' | 'detail'>> {
  const written = `${resourceName(plan.ref)} was written at revision ${revision}`;
  try {
    const now = await judgedAt(context, plan);
    if (now.isThere && now.verdict === plan.becomes) return { outcome: 'written' };
    const then = await judgedAt(context, plan, revision);
    if (then.verdict !== plan.becomes)
      return {
        outcome: 'unverified',
        detail: `${written}, but is ${then.verdict} instead of ${plan.becomes}`,
      };
    // Work on it may have begun at once, and an undo may leave nothing.
    if (now.isThere ? now.verdict === 'in_flight' : !then.isThere) return { outcome: 'written' };
    const what = now.isThere ? now.verdict : 'gone';
    return {
      outcome: 'unverified',
      detail: `${written}, and changed by somebody else since: it is ${what} now`,
    };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { outcome: 'unverified', detail: `${written}, but could not be read again: ${error.message}` };
  }
}

/** @param revision absent: the newest */
async function judgedAt(
  context: RepairContext,
  { ref }: Plan,
  revision?: number,
): Promise<{ readonly verdict: Verdict; readonly isThere: boolean }> {
  const [snapshot] = await readByName(context, [ref], revision === undefined ? {} : { revision });
  if (snapshot === undefined) throw new Error('a read of one resource gave none');
  return { verdict: judgeSnapshot(snapshot, context.judging).verdict, isThere: isResource(snapshot) };
}
