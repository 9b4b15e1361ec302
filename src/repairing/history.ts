/** How broken resources got here, as far as it is still in etcd: what a repair rests on beside what is there now. */

import type { Context, JudgedSnapshot } from '../judging/judging.ts';
import { agreeWholly } from '../repair/plan/left-over-job.ts';
import { type Resource, readResource } from '../stages/resource.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { type PastLook, readPast } from '../store/read/before.ts';

/** A resource that was written more often since its stages agreed is too strange to be mended by itself. */
const MAX_STEPS = 1000;

interface Walk {
  readonly snapshot: Snapshot;
  /** The newest first. */
  readonly found: Resource[];
  /** Revision of the next look; undefined where the walk has ended. */
  next: number | undefined;
}

/**
 * heat_stacks and state of each broken resource before each of their writes, the newest first, back to where they
 * agreed; none for the others. All resources together: each step is one round trip for 64 of them.
 */
export async function readHistories(
  context: Context,
  judged: readonly JudgedSnapshot[],
): Promise<(readonly Resource[])[]> {
  const walks = new Map<JudgedSnapshot, Walk>();
  for (const one of judged)
    if (one.verdict === 'broken') walks.set(one, { snapshot: one.snapshot, found: [], next: undefined });
  await beginWalks(context, [...walks.values()]);
  let open = [...walks.values()].filter(isOpen);
  for (let step = 0; step < MAX_STEPS && open.length > 0; step++) {
    await stepBack(context, open);
    open = open.filter(isOpen);
  }
  return judged.map((one) => walks.get(one)?.found ?? []);
}

function isOpen({ next }: Walk): boolean {
  return next !== undefined;
}

/** Of so many at once the values of each look lie in memory. */
const SOUGHT_AT_ONCE = 64;

/**
 * Where a stage is lost, nothing that is left tells when; so the walk begins where it is first found again. One that
 * never was there is not missed: then it begins before the last write of the other.
 */
async function beginWalks(context: Context, walks: readonly Walk[]): Promise<void> {
  const lost = walks.filter(({ snapshot: { stages } }) => !stages.heat_stacks || !stages.state);
  for (let at = 0; at < lost.length; at += SOUGHT_AT_ONCE)
    await findLost(context, lost.slice(at, at + SOUGHT_AT_ONCE));
  for (const walk of walks) {
    const { heat_stacks: heat, state } = walk.snapshot.stages;
    const latest = Math.max(heat?.modRevision ?? 0, state?.modRevision ?? 0);
    if (walk.found.length === 0 && latest > 1) walk.next = latest - 1;
  }
}

async function findLost({ source, prefixes }: Context, walks: readonly Walk[]): Promise<void> {
  const looks = walks.map(({ snapshot }) => probes(snapshot));
  const pasts = (await readPast(source, prefixes, looks.flat())).values();
  walks.forEach((walk, i) => {
    const seen = (looks[i] ?? []).map(() => pasts.next().value);
    const past = seen.find((one): one is Snapshot => isWhole(one, walk.snapshot));
    if (past !== undefined) take(walk, past);
  });
}

/** Whether what is lost now was there. */
function isWhole(past: Snapshot | 'compacted' | undefined, now: Snapshot): past is Snapshot {
  if (past === undefined || past === 'compacted') return false;
  const { heat_stacks: heat, state } = now.stages;
  return (
    (heat !== undefined || past.stages.heat_stacks !== undefined) &&
    (state !== undefined || past.stages.state !== undefined)
  );
}

/** Each look takes half of what is left, from both ends: what was there for long is met, and what was there last. */
function probes({ ref, stages, revision }: Snapshot): PastLook[] {
  const since = Math.max(
    stages.heat_stacks?.modRevision ?? 0,
    stages.state?.modRevision ?? 0,
    stages.job_state?.modRevision ?? 0,
  );
  const span = revision - since;
  const steps = Array.from({ length: 24 }, (_, i) => 2 ** i).filter((step) => step <= span);
  const looks = new Set([
    since,
    ...steps.map((step) => since + step),
    ...steps.map((step) => revision - step),
  ]);
  return [...looks]
    .filter((at) => at > 0)
    .sort((a, b) => b - a)
    .map((at) => ({ ref, revision: at }));
}

async function stepBack({ source, prefixes }: Context, walks: readonly Walk[]): Promise<void> {
  const looks = walks.map(({ snapshot, next = 0 }) => ({ ref: snapshot.ref, revision: next }));
  const pasts = await readPast(source, prefixes, looks);
  walks.forEach((walk, i) => {
    const past = pasts[i];
    walk.next = undefined;
    if (past !== undefined && past !== 'compacted') take(walk, past);
  });
}

/** The walk ends where the stages agreed, and where nothing is left. */
function take(walk: Walk, past: Snapshot): void {
  const { heat_stacks: heat, state } = past.stages;
  const latest = Math.max(heat?.modRevision ?? 0, state?.modRevision ?? 0);
  if (latest === 0) return;
  const resource = readResource(past);
  walk.found.push(resource);
  if (!agreeWholly(resource) && latest > 1) walk.next = latest - 1;
}
