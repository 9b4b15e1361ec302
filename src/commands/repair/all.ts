import { RefusedError } from '../../errors.ts';
import { type JudgedSnapshot, judgeByPast, judgeSnapshot, quickLook } from '../../judging/judging.ts';
import { nothingFound } from '../../judging/scanning.ts';
import { lookTwice } from '../../judging/second-look.ts';
import type { Choices } from '../../repair/plan/case.ts';
import type { Advice, Proposal } from '../../repair/plan/plan.ts';
import { proposeJudged } from '../../repairing/propose.ts';
import type { RepairContext } from '../../repairing/session.ts';
import { type ResourceRef, resourceName } from '../../stages/keys.ts';
import { pathsCalled } from '../../store/names/type-names.ts';
import { refuseUnknownTypes } from '../../store/names/types.ts';
import { DEFAULT_PACE, newPace, type Pace } from '../../store/scan/pace.ts';
import { openScan, scan } from '../../store/scan/scan.ts';
import { besideJournal, newestOf } from './repair.ts';
import type { RepairProposals } from './result.ts';

export interface AllOptions {
  readonly choices: Choices;
  /** Pause before what looks broken is looked at again; 0 judges at once. */
  readonly settleMs: number;
  /** Only what one of these rules finds; none: any rule. */
  readonly rules: readonly string[];
  /** Only these types, as they are called; none: any type. */
  readonly types: readonly string[];
  /** Only the first so many, by name. */
  readonly limit: number | undefined;
}

/**
 * Scans everything and proposes what to do about each broken resource; what is in flight is skipped. Throws
 * `NameError` for a type that no resource has, `StoreError` where no resource is found at all.
 */
export async function proposeAll(context: RepairContext, options: AllOptions): Promise<RepairProposals> {
  const pace = newPace(DEFAULT_PACE);
  await refuseUnknownTypes(context, options.types);
  const found = await scanBroken(context, options.types, pace);
  const looked = await lookTwice(context, found.broken, { pauseMs: options.settleMs, pace });
  const wanted = byName(looked.filter((judged) => isWanted(judged, options.rules)));
  const judged = wanted.slice(0, options.limit);
  const proposals = await proposeJudged(context, judged, options.choices);
  const identity = await context.source.identity();
  const open = proposals.map((proposal) => besideJournal(context, identity.clusterId, proposal));
  const moving = looked.filter(({ verdict }) => verdict === 'in_flight').map(({ snapshot }) => snapshot.ref);
  const { rules, types } = options;
  const stillBroken = looked.filter(({ verdict }) => verdict === 'broken').length;
  const leftOut = wanted.length > 0 ? {} : { leftOut: stillBroken + found.ofOtherTypes };
  return {
    source: { ...identity, revision: newestOf(judged) || found.revision },
    scope: { kind: 'all', rules, types, ...leftOut },
    proposals: [...open, ...[...found.inFlight, ...moving].map(skipped)],
    failures: [],
    ...(wanted.length > judged.length ? { beyondLimit: wanted.length - judged.length } : {}),
  };
}

interface Found {
  readonly broken: JudgedSnapshot[];
  readonly inFlight: ResourceRef[];
  /** Broken ones, at one look. */
  ofOtherTypes: number;
}

async function scanBroken(
  context: RepairContext,
  types: readonly string[],
  pace: Pace,
): Promise<Found & { readonly revision: number }> {
  const state = await openScan({ ...context, pace });
  const { revision } = state.pinned;
  const ofType = typeFilter(types);
  const look = quickLook(context.judging);
  const found: Found = { broken: [], inFlight: [], ofOtherTypes: 0 };
  let resources = 0;
  for await (const snapshots of scan(state)) {
    resources += snapshots.length;
    const open = snapshots.filter((one) => look(one) === undefined);
    const judged = open.map((one) => judgeSnapshot(one, context.judging));
    for (const one of await judgeByPast(context, judged, pace))
      sortInto(found, one, ofType(one.snapshot.ref));
  }
  if (resources === 0) throw nothingFound(context);
  return { ...found, revision };
}

function sortInto(found: Found, judged: JudgedSnapshot, isWanted: boolean): void {
  const { verdict, snapshot } = judged;
  if (!isWanted) found.ofOtherTypes += verdict === 'broken' ? 1 : 0;
  else if (verdict === 'broken') found.broken.push(judged);
  else if (verdict === 'in_flight') found.inFlight.push(snapshot.ref);
}

function typeFilter(types: readonly string[]): (ref: ResourceRef) => boolean {
  const known = new Map<string, boolean>();
  return ({ schemaPath }) => {
    if (types.length === 0) return true;
    const fits = known.get(schemaPath) ?? types.some((type) => pathsCalled(type, [schemaPath]).length > 0);
    known.set(schemaPath, fits);
    return fits;
  };
}

/** A rule that is turned off is not listed, but what it breaks is broken all the same. */
function isWanted({ verdict, findings, brokenBy }: JudgedSnapshot, rules: readonly string[]): boolean {
  if (verdict !== 'broken') return false;
  const broken = [...brokenBy, ...findings.map(({ rule }) => rule)];
  return rules.length === 0 || broken.some((rule) => rules.includes(rule));
}

function byName(judged: readonly JudgedSnapshot[]): JudgedSnapshot[] {
  const named = judged.map((one) => [resourceName(one.snapshot.ref), one] as const);
  return named.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function skipped(ref: ResourceRef): Proposal {
  return { kind: 'skipped', ref, why: 'a job is in flight' };
}

/** Throws `RefusedError` where more would be written than was expected: a sign of something bigger. */
export function refuseTooMany({ proposals }: RepairProposals, max: number, { hint, next }: Advice): void {
  const plans = proposals.filter(({ kind }) => kind === 'plan').length;
  if (plans <= max) return;
  throw new RefusedError(
    `${plans} resources would be written, more than --max ${max}: so many have one cause, find it first`,
    { hint: `nothing was written; --max ${plans} takes all${hint}`, next },
  );
}
