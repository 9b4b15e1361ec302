import { setTimeout as sleep } from 'node:timers/promises';
import type { Snapshot } from '../stages/snapshot.ts';
import { readResources } from '../store/resources.ts';
import { type Context, type JudgedSnapshot, judgeSnapshot } from './judging.ts';

/** A resource that moves is looked at this many times more; one that stands still, once. */
const MOST_LOOKS = 3;

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
    const now = await readResources(context.source, context.prefixes, refs);
    open = open.filter((one, i) => {
      const before = settled.get(one) ?? one;
      const again = judgeSnapshot(now[i] ?? before.snapshot, context.judging);
      settled.set(one, again);
      return again.verdict === 'broken' && moved(before.snapshot, again.snapshot);
    });
  }
  return broken.map((one) => settled.get(one) ?? one);
}

/** Whether any stage, the config or a job of the resource was written or deleted between two looks. */
function moved(before: Snapshot, now: Snapshot): boolean {
  return fingerprint(before) !== fingerprint(now);
}

function fingerprint({ stages, config, jobs }: Snapshot): string {
  const documents = [stages.heat_stacks, stages.job_state, stages.state, config];
  return JSON.stringify([
    documents.map((entry) => entry?.modRevision ?? 0),
    jobs.map((job) => [job.key, job.modRevision]),
  ]);
}
