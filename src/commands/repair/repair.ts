import { type JudgedSnapshot, judgeSnapshot } from '../../judging/judging.ts';
import { lookTwice } from '../../judging/second-look.ts';
import { openEntry } from '../../repair/journal/journal.ts';
import { withinLimits } from '../../repair/limits.ts';
import type { Choices } from '../../repair/plan/case.ts';
import { type Proposal, withFreeId } from '../../repair/plan/plan.ts';
import { proposeJudged } from '../../repairing/propose.ts';
import type { RepairContext } from '../../repairing/session.ts';
import { findByName } from '../../store/names/find.ts';
import type { NameQuery } from '../../store/names/name-query.ts';
import { DEFAULT_PACE, newPace } from '../../store/scan/pace.ts';
import { suggestResolve } from '../../suggestion.ts';
import type { RepairProposals } from './result.ts';

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
  const { source } = context;
  const pace = newPace(DEFAULT_PACE);
  const { snapshots: read, failures, revision: readAt } = await findByName(context, queries, { pace });
  const judged = await lookTwice(
    context,
    read.map((snapshot) => judgeSnapshot(snapshot, context.judging)),
    { pauseMs: options.settleMs, pace },
  );
  const proposals = await proposeJudged(context, judged, options.choices);
  const revision = newestOf(judged) || readAt;
  const identity = await source.identity();
  const open = proposals.map((proposal) => besideJournal(context, identity.clusterId, proposal));
  return {
    source: { ...identity, revision },
    scope: { kind: 'names' },
    proposals: open,
    failures,
  };
}

export function newestOf(judged: readonly JudgedSnapshot[]): number {
  return judged.reduce((newest, { snapshot }) => Math.max(newest, snapshot.revision), 0);
}

/**
 * While nobody knows whether an earlier repair was written, none is planned on top of it; nor is what etcd would refuse
 * for its size begun in the journal.
 */
export function besideJournal(
  { journal: { entries } }: Pick<RepairContext, 'journal'>,
  clusterId: string,
  proposed: Proposal,
): Proposal {
  const proposal = withinLimits(proposed);
  if (proposal.kind !== 'plan') return proposal;
  const { ref, plan } = proposal;
  const open = openEntry(entries, clusterId, ref);
  if (open !== undefined) {
    const why = `whether its ${open.kind} of ${open.time} was written is not known (journal entry ${open.id})`;
    return { kind: 'refused', ref, why, hint: 'have it read again', next: suggestResolve(open.id) };
  }
  return { kind: 'plan', ref, plan: withFreeId(plan, new Set(entries.map(({ id }) => id))) };
}
