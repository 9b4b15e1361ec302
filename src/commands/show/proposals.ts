import type { Context, JudgedSnapshot } from '../../judging/judging.ts';
import type { ShowJudged } from './result.ts';

/** What would be told to type must work, so it is planned; nothing of repair is loaded where nothing is broken. */
export async function withProposals(
  context: Context,
  judged: readonly JudgedSnapshot[],
): Promise<ShowJudged[]> {
  const broken = judged.filter(({ verdict }) => verdict === 'broken');
  if (broken.length === 0) return [...judged];
  const { proposeJudged } = await import('../../repairing/propose.ts');
  const { withinLimits } = await import('../../repair/limits.ts');
  const proposals = (await proposeJudged(context, broken, {})).map(withinLimits);
  const found = new Map(broken.map((one, i) => [one, proposals[i]]));
  return judged.map((one) => {
    const proposal = found.get(one);
    return proposal === undefined ? one : { ...one, proposal };
  });
}
