/** What a repair would do about resources that were judged; the evidence beside what is there now is read here. */
import type { Context, JudgedSnapshot } from '../judging/judging.ts';
import type { Choices } from '../repair/plan/case.ts';
import { agreeWholly } from '../repair/plan/left-over-job.ts';
import type { Proposal } from '../repair/plan/plan.ts';
import { propose } from '../repair/plan/propose.ts';
import { readResource } from '../stages/resource.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { readByName } from '../store/read/by-name.ts';
import { readHistories } from './history.ts';

/** What to do about resources that were looked at; reads what evidence they need beside. */
export async function proposeJudged(
  context: Context,
  judged: readonly JudgedSnapshot[],
  choices: Choices,
): Promise<Proposal[]> {
  const histories = await readHistories(context, judged);
  const chosen = await readChosen(context, judged, choices);
  return judged.map((judgement, i) => {
    const history = histories[i] ?? [];
    const past = history.find(agreeWholly);
    const then = chosen[i];
    return propose({
      ...{
        resource: readResource(judgement.snapshot),
        judgement,
        prefixes: context.prefixes,
        choices,
        history,
      },
      ...(past === undefined ? {} : { past }),
      ...(then === undefined ? {} : { chosen: readResource(then) }),
    });
  });
}

async function readChosen(
  { source, prefixes }: Context,
  judged: readonly JudgedSnapshot[],
  { from }: Choices,
): Promise<Snapshot[]> {
  if (typeof from !== 'object') return [];
  const refs = judged.map(({ snapshot }) => snapshot.ref);
  return readByName({ source, prefixes }, refs, { revision: from.revision });
}
