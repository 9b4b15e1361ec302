import { setTimeout as sleep } from 'node:timers/promises';
import { readByName } from '../store/read/by-name.ts';
import { type Context, type JudgedSnapshot, judgeSnapshot } from './judging.ts';
import { MOST_LOOKS, markOf } from './rechecks.ts';

/**
 * Looks at all suspects again together, after a pause each time: what is not broken at each look is not broken. One
 * that stood still between two looks is settled by the second; one that moves, at the third.
 * @param pauseMs 0: what was seen stands
 */
export async function settle(
  context: Context,
  broken: readonly JudgedSnapshot[],
  pauseMs: number,
): Promise<JudgedSnapshot[]> {
  const settled = new Map(broken.map((one) => [one, one]));
  let open = pauseMs > 0 ? [...broken] : [];
  for (let look = 0; look < MOST_LOOKS && open.length > 0; look++) {
    await sleep(pauseMs);
    const refs = open.map(({ snapshot }) => snapshot.ref);
    const now = await readByName(context, refs);
    open = open.filter((one, i) => {
      const before = settled.get(one) ?? one;
      const again = judgeSnapshot(now[i] ?? before.snapshot, context.judging);
      settled.set(one, again);
      return again.verdict === 'broken' && markOf(before.snapshot) !== markOf(again.snapshot);
    });
  }
  return broken.map((one) => settled.get(one) ?? one);
}
