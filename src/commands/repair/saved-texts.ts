/**
 * What a saved plan says of itself is anybody's: a digest is no signature. Its writes and guards are held against etcd
 * elsewhere; its reasons are made anew here from what etcd holds, or told as what the file says.
 */

import { type Context, judgeSnapshot, proveBlame } from '../../judging/judging.ts';
import { outcomeOf } from '../../repair/plan/actions.ts';
import type { Action, Plan, Proposal } from '../../repair/plan/plan.ts';
import { sameBytes } from '../../repair/plan/stored-value.ts';
import { gohanNote } from '../../repair/plan/version.ts';
import { proposeJudged } from '../../repairing/propose.ts';
import { readResource } from '../../stages/resource.ts';
import type { Snapshot } from '../../stages/snapshot.ts';

/** A saved plan whose guards hold, and its resource as it is now. */
export interface Unmoved {
  readonly plan: Plan;
  readonly now: Snapshot;
}

/** The plans in their order, each with reasons of our own where what it writes is what would be planned now. */
export async function withOwnTexts(context: Context, unmoved: readonly Unmoved[]): Promise<Plan[]> {
  const judged = await proveBlame(
    context,
    unmoved.map(({ now }) => judgeSnapshot(now, context.judging)),
  );
  const deadJobs = unmoved.flatMap(({ plan }) => (plan.deadJobs ?? []).map(({ key }) => key));
  const mended = await proposeJudged(context, judged, { deadJobs });
  const again = await proposeJudged(context, judged, { deadJobs, republish: true });
  return unmoved.map((one, i) => {
    const live = [mended[i], again[i]].find((proposal) => isSame(one.plan, proposal));
    return live?.kind === 'plan' ? withTexts(one.plan, live.plan) : fromFile(one, judged[i]?.brokenBy ?? []);
  });
}

/** The choices that it was made with are not in the file; it is the same where it writes the same. */
function isSame({ actions }: Plan, live: Proposal | undefined): boolean {
  if (live?.kind !== 'plan') return false;
  const others = live.plan.actions;
  return (
    actions.length === others.length && actions.every((one) => others.some((other) => isAlike(one, other)))
  );
}

function isAlike(one: Action, other: Action): boolean {
  const alike = one.kind === other.kind && one.key === other.key && one.leaseId === other.leaseId;
  return alike && sameBytes(one.after, other.after);
}

type Texts = Pick<Plan, 'rules' | 'source' | 'why' | 'version' | 'assumedFields' | 'gohan'>;

function withTexts(plan: Plan, { rules, source, why, version, assumedFields, gohan }: Texts): Plan {
  const { version: _version, assumedFields: _assumedFields, gohan: _gohan, ...rest } = plan;
  return {
    ...rest,
    ...{ rules, source, why },
    ...(version === undefined ? {} : { version }),
    ...(assumedFields === undefined ? {} : { assumedFields }),
    ...(gohan === undefined ? {} : { gohan }),
  };
}

/** What follows from the writes is ours all the same. */
function fromFile({ plan, now }: Unmoved, brokenBy: readonly string[]): Plan {
  const { actions, source, why, version, assumedFields } = plan;
  const before = readResource(now);
  const gohan = gohanNote(before, outcomeOf(before, actions), actions);
  return withTexts(plan, {
    rules: brokenBy,
    source: 'the plan file alone',
    why: `not checked, it ${says(`${source}: ${why}`)}`,
    ...(version === undefined ? {} : { version: `not checked, the plan file ${says(version)}` }),
    ...(assumedFields === undefined
      ? {}
      : { assumedFields: assumedFields.map((field) => `not checked, the plan file ${says(field)}`) }),
    ...(gohan === undefined ? {} : { gohan }),
  });
}

/** In quotes that it can't end by itself; blanks in a row could make a line that looks like the next label's. */
function says(text: string): string {
  return `says ${JSON.stringify(text.replace(/\s+/gu, ' '))}`;
}
