import { RefusedError } from '../../errors.ts';
import { judge } from '../../judge/judge.ts';
import { whatMoved } from '../../repair/apply.ts';
import { outcomeOf } from '../../repair/plan/actions.ts';
import { otherHistory } from '../../repair/plan/guards.ts';
import type { Plan, Proposal } from '../../repair/plan/plan.ts';
import type { SavedPlans } from '../../repair/plan/saved-plans.ts';
import { sameBytes } from '../../repair/plan/stored-value.ts';
import { otherContext } from '../../repairing/same-cluster.ts';
import type { RepairContext } from '../../repairing/session.ts';
import { type Prefixes, resourceName } from '../../stages/keys.ts';
import { readResource } from '../../stages/resource.ts';
import type { Snapshot } from '../../stages/snapshot.ts';
import { readByName } from '../../store/read/by-name.ts';
import { newestRevision } from '../../store/scan/start.ts';
import { suggest } from '../../suggestion.ts';
import { besideJournal } from './repair.ts';
import type { RepairProposals } from './result.ts';
import { withOwnTexts } from './saved-texts.ts';

/**
 * The saved plans as proposals; one whose resource moved is refused, the others stand. Throws `RefusedError` where all
 * of it was made for another cluster, other prefixes, or another history of this cluster.
 */
export async function proposeSaved(context: RepairContext, saved: SavedPlans): Promise<RepairProposals> {
  const { source, prefixes } = context;
  refuseOtherPrefixes(saved.prefixes, prefixes);
  const identity = await source.identity();
  refuseOtherCluster(saved, identity.clusterId);
  const refs = saved.plans.map(({ ref }) => ref);
  const now = await readByName({ source, prefixes }, refs);
  const looked = saved.plans.flatMap((plan, i) => {
    const snapshot = now[i];
    if (snapshot === undefined) return [];
    refuseOtherHistory(plan, snapshot);
    return [{ plan, now: snapshot, moved: movedSince(plan, snapshot) }];
  });
  const unmoved = looked.filter(({ moved }) => moved === undefined);
  const retold = new Map((await withOwnTexts(context, unmoved)).map((plan, i) => [unmoved[i], plan]));
  const proposals = looked.map((one): Proposal => {
    const plan = retold.get(one);
    if (one.moved !== undefined || plan === undefined) return refusedAsMoved(one.plan, one.moved ?? '');
    return besideJournal(context, identity.clusterId, { kind: 'plan', ref: plan.ref, plan });
  });
  const notes = otherContext('the plan', saved.source, identity);
  return {
    source: { ...identity, revision: now[0]?.revision ?? (await newestRevision(source, prefixes)) },
    scope: { kind: 'plans' },
    proposals,
    failures: [],
    notes,
  };
}

/** What of it moved; undefined where nothing did. Throws `RefusedError` for a plan that was not made here. */
function movedSince(plan: Plan, now: Snapshot): string | undefined {
  const moved = whatMoved(plan, now);
  if (moved === undefined) refuseForged(plan, now);
  return moved;
}

function refusedAsMoved({ ref }: Plan, moved: string): Proposal {
  const next = suggest('repair', { of: [ref] });
  return {
    kind: 'refused',
    ref,
    why: `it has moved since it was planned: ${moved}`,
    hint: 'plan it anew',
    next,
  };
}

/** The guards hold, so what was there when it was planned is what is there now: its value, its lease, its verdict. */
function refuseForged(plan: Plan, now: Snapshot): void {
  const other = plan.actions.find(({ stage, before, leaseId }) => {
    const entry = now.stages[stage];
    return !sameBytes(before, entry?.value) || leaseId !== (entry?.leaseId ?? '0');
  });
  if (other !== undefined) throw forged(plan, `${other.key} does not hold what the plan says it held`);
  const { verdict } = judge(outcomeOf(readResource(now), plan.actions));
  if (verdict !== plan.becomes) throw forged(plan, `it would become ${verdict}, not ${plan.becomes}`);
}

function forged({ ref }: Plan, why: string): RefusedError {
  return new RefusedError(`the plan of ${resourceName(ref)} is not one that was made here: ${why}`, {
    hint: 'make it anew with --plan-out',
  });
}

function refuseOtherPrefixes(saved: Prefixes, now: Prefixes): void {
  const areas = ['heat_stacks', 'job_state', 'state', 'config', 'jobs'] as const;
  const other = areas.find((area) => saved[area] !== now[area]);
  if (other === undefined) return;
  throw new RefusedError(`the plan was made with ${other} under ${saved[other]}, not ${now[other]}`, {
    hint: 'give the same --prefix as then',
  });
}

function refuseOtherCluster({ source }: SavedPlans, clusterId: string): void {
  if (source.clusterId === clusterId) return;
  const where = `cluster ${source.clusterId} (${source.endpoints.join(',')})`;
  throw new RefusedError(`the plan was made for ${where}, this is ${clusterId}`, {
    hint: 'apply it where it was made',
  });
}

function refuseOtherHistory(plan: Plan, now: Snapshot): void {
  const why = otherHistory(plan, now);
  if (why === undefined) return;
  throw new RefusedError(
    `not the same history (restored from a snapshot?): ${resourceName(plan.ref)}: ${why}`,
    {
      hint: 'nothing that was planned before holds any more; make the plan anew',
    },
  );
}
