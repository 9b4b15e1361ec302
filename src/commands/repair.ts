import { UnknownOutcomeError } from '../errors.ts';
import { heatAndStateAgree } from '../judge/facts.ts';
import { applyPlan } from '../repair/apply.ts';
import type { Choices } from '../repair/decide.ts';
import type { Plan, Proposal } from '../repair/plan.ts';
import { propose } from '../repair/propose.ts';
import { resourceName } from '../stages/keys.ts';
import { type Resource, readResource } from '../stages/resource.ts';
import { hasStage } from '../store/assemble.ts';
import { readPast } from '../store/before.ts';
import { resolveNames } from '../store/lookup.ts';
import type { NameQuery } from '../store/name-query.ts';
import { readResources } from '../store/resources.ts';
import type { WritableSource } from '../store/source.ts';
import { type Context, type JudgedSnapshot, judgeSnapshot, proveBlame } from './judging.ts';
import type { RepairItem, RepairProposals, RepairResult } from './results.ts';
import { settle } from './settle.ts';

export interface RepairContext extends Context {
  readonly source: WritableSource;
}

export interface RepairOptions {
  readonly choices: Choices;
  /** Pause before what looks broken is looked at again; 0 judges at once. */
  readonly settleMs: number;
}

/** Looks at the resources named and proposes what to do about each; writes nothing. */
export async function proposeRepairs(
  context: RepairContext,
  queries: readonly NameQuery[],
  options: RepairOptions,
): Promise<RepairProposals> {
  const { source, prefixes } = context;
  const { refs, failures } = await resolveNames(source, prefixes, queries);
  const read = (await readResources(source, prefixes, refs)).filter(hasStage);
  const judged = await lookTwice(
    context,
    read.map((snapshot) => judgeSnapshot(snapshot, context.judging)),
    options.settleMs,
  );
  const pasts = await goodPasts(context, judged);
  const proposals = judged.map((one, i) => {
    const past = pasts[i];
    const base = { resource: readResource(one.snapshot), judgement: one, prefixes, choices: options.choices };
    return propose(past === undefined ? base : { ...base, past });
  });
  const revision = judged.reduce((newest, { snapshot }) => Math.max(newest, snapshot.revision), 0);
  return { source: { ...(await source.identity()), revision }, proposals, failures };
}

async function lookTwice(context: Context, judged: readonly JudgedSnapshot[], pauseMs: number) {
  const broken = judged.filter(({ verdict }) => verdict === 'broken');
  const settled = await proveBlame(context, await settle(context, broken, pauseMs));
  const again = new Map(broken.map((one, i) => [one, settled[i] ?? one]));
  return judged.map((one) => again.get(one) ?? one);
}

/** The revision before state's last write, where the stages still agreed then: it knows version and key order. */
async function goodPasts(
  context: Context,
  judged: readonly JudgedSnapshot[],
): Promise<(Resource | undefined)[]> {
  const withState = judged.filter(
    ({ verdict, snapshot }) => verdict === 'broken' && snapshot.stages.state !== undefined,
  );
  const looks = withState.map(({ snapshot }) => ({
    ref: snapshot.ref,
    revision: (snapshot.stages.state?.modRevision ?? 1) - 1,
  }));
  const found = await readPast(context.source, context.prefixes, looks);
  const pasts = new Map(withState.map((one, i) => [one, found[i]]));
  return judged.map((one) => {
    const past = pasts.get(one);
    const resource = past === undefined || past === 'compacted' ? undefined : readResource(past);
    return resource !== undefined && heatAndStateAgree(resource) ? resource : undefined;
  });
}

/** Carries out what was proposed and agreed to, one after the other; a lost race stops none of the others. */
export async function carryOut(
  context: RepairContext,
  { source, proposals, failures }: RepairProposals,
  interrupt: AbortSignal,
): Promise<RepairResult> {
  const items: RepairItem[] = [];
  for (const proposal of proposals) {
    if (proposal.kind !== 'plan') items.push(untouched(proposal));
    else
      items.push(
        interrupt.aborted ? { proposal, outcome: 'interrupted' } : await carryOutOne(context, proposal),
      );
  }
  return { source, items, failures };
}

/** The result where nothing is to be written: a dry run, or the answer was no. */
export function leaveAll(
  { source, proposals, failures }: RepairProposals,
  why: 'planned' | 'declined',
): RepairResult {
  const items = proposals.map(
    (proposal): RepairItem => (proposal.kind === 'plan' ? { proposal, outcome: why } : untouched(proposal)),
  );
  return { source, items, failures };
}

function untouched(proposal: Exclude<Proposal, { kind: 'plan' }>): RepairItem {
  return { proposal, outcome: proposal.kind };
}

async function carryOutOne(
  context: RepairContext,
  proposal: Extract<Proposal, { kind: 'plan' }>,
): Promise<RepairItem> {
  try {
    const applied = await applyPlan(context, proposal.plan);
    if (applied.kind === 'lost') return { proposal, outcome: 'lost', detail: applied.why };
    return {
      proposal,
      revision: applied.revision,
      ...(await verifyWritten(context, proposal.plan, applied.revision)),
    };
  } catch (error) {
    if (!(error instanceof UnknownOutcomeError)) throw error;
    return { proposal, outcome: 'unknown', detail: error.message };
  }
}

/** Reads and judges again: that it was written does not prove that it is healthy now. */
async function verifyWritten(
  context: RepairContext,
  plan: Plan,
  revision: number,
): Promise<Pick<RepairItem, 'outcome' | 'detail'>> {
  const [now] = await readResources(context.source, context.prefixes, [plan.ref], revision);
  const judged = now === undefined ? undefined : judgeSnapshot(now, context.judging);
  if (judged?.verdict === plan.becomes) return { outcome: 'written' };
  return {
    outcome: 'unverified',
    detail: `${resourceName(plan.ref)} was written at revision ${revision}, but is ${judged?.verdict} instead of ${plan.becomes}`,
  };
}
