/**
 * What looked broken, or has a job key that nobody holds: looked at again together after a pause. Until then each is held
 * by little more than its name, and what a look settles is handed on at once: a system where everything is broken takes
 * no more memory than its names.
 */
import { isLeft, jobsOf, unheldJobs } from '../judge/facts.ts';
import { identityOf, type ResourceRef } from '../stages/keys.ts';
import { materialize } from '../stages/packed.ts';
import type { JobEntry, Snapshot } from '../stages/snapshot.ts';
import type { Pace } from '../store/scan/pace.ts';
import { type Clock, SYSTEM_CLOCK } from '../system/clock.ts';
import {
  type Context,
  type JudgedSnapshot,
  judgeBeside,
  judgeByPast,
  judgeSnapshot,
  proveBlame,
  readBefore,
} from './judging.ts';
import { type Rescan, reread } from './reread.ts';

/** A resource that moves is looked at this many times more; one that stands still, once. */
const MAX_RECHECKS = 3;

/** Changes with each write to, or deletion of, any of the resource's stages, its config or its jobs. */
function markOf({ stages, config, jobs }: Snapshot): string {
  const entries = [stages.heat_stacks, stages.job_state, stages.state, config];
  const revisions = entries.map((entry) => entry?.modRevision ?? 0).join(' ');
  return `${revisions} ${jobs.map((job) => `${job.key}@${job.modRevision}`).join(' ')}`;
}

/** A suspect by what is small of it. */
export interface Suspect {
  readonly ref: ResourceRef;
  /** Changes with each write to its stages, config or jobs. */
  readonly mark: string;
  /** The keys of its jobs at this look. */
  readonly jobs: readonly JobEntry[];
  /** Where to look for a proof of the blame, as long as it stands still. */
  readonly proofAt?: number;
}

export function suspectOf({ snapshot, proofAt }: Pick<JudgedSnapshot, 'snapshot' | 'proofAt'>): Suspect {
  const suspect = { ref: snapshot.ref, mark: markOf(snapshot), jobs: snapshot.jobs };
  return proofAt === undefined ? suspect : { ...suspect, proofAt };
}

/** Milliseconds between two looks that tell what is left from what is there in passing, which is so for about one second. */
const TELLING_PAUSE_MS = 2000;

/** Whether two looks with this pause between them tell which job keys nobody holds. */
export function tellsUnheld({ pauseMs }: Pick<Again, 'pauseMs'>): boolean {
  return pauseMs >= TELLING_PAUSE_MS;
}

/** Jobs that neither a queue nor a worker has at this look, which an earlier one may not have seen so yet. */
export function perhapsUnheld(snapshot: Snapshot): number {
  if (snapshot.jobs.length === 0) return 0;
  return jobsOf(snapshot).filter(isLeft).length - unheldJobs(snapshot).length;
}

/** Whether only another look can tell what it is. */
export function needsSecondLook(
  { verdict, snapshot }: Pick<JudgedSnapshot, 'verdict' | 'snapshot'>,
  again: Pick<Again, 'pauseMs'>,
): boolean {
  return verdict === 'broken' || (tellsUnheld(again) && perhapsUnheld(snapshot) > 0);
}

export interface Settled {
  /** Not broken at a look: never was. */
  readonly healthy: (judged: JudgedSnapshot) => void;
  /** With what the revision before the suspected write proves of the blame. */
  readonly broken: (judged: JudgedSnapshot) => void;
}

/** How what is suspect is looked at again. */
export interface Again {
  /** Milliseconds before each look. */
  readonly pauseMs: number;
  readonly pace: Pace;
  /** Ends it; its reason tells why. */
  readonly stop?: AbortSignal;
  /** Absent: each is read by name. */
  readonly rescan?: Rescan;
  readonly clock?: Clock;
  /** Is told how far a look came that failed, and gives the error that is thrown. */
  readonly failed?: (error: unknown, looked: number, of: number) => unknown;
}

/**
 * One that stood still between two looks is broken; one that moves is, when it was so at each of three. Throws
 * `StoreError` where a look can't be finished: then nothing was found out.
 */
export async function settleSuspects(
  context: Context,
  suspects: readonly Suspect[],
  again: Again,
  settled: Settled,
): Promise<void> {
  let open = suspects;
  for (let look = 1; look <= MAX_RECHECKS && open.length > 0; look++) {
    await (again.clock ?? SYSTEM_CLOCK).sleep(again.pauseMs, again.stop);
    open = await lookAgain(context, open, again, settled, look === MAX_RECHECKS);
  }
}

/** Gives those that moved, unless this is the last look. */
async function lookAgain(
  context: Context,
  suspects: readonly Suspect[],
  again: Again,
  settled: Settled,
  last: boolean,
): Promise<Suspect[]> {
  const known = new Map(suspects.map((suspect) => [identityOf(suspect.ref), suspect]));
  const refs = suspects.map(({ ref }) => ref);
  const look: Look = { context, known, settled, last, again, moving: [] };
  let looked = 0;
  try {
    again.stop?.throwIfAborted();
    for await (const snapshots of reread(context, refs, again.pace, again.rescan)) {
      await judgeAgain(look, snapshots);
      looked += snapshots.length;
      again.stop?.throwIfAborted();
    }
  } catch (error) {
    throw again.failed?.(error, looked, suspects.length) ?? error;
  }
  return look.moving;
}

interface Look {
  readonly context: Context;
  /** By `identityOf`. */
  readonly known: ReadonlyMap<string, Suspect>;
  readonly settled: Settled;
  readonly last: boolean;
  readonly again: Again;
  readonly moving: Suspect[];
}

/** What stands still is what it was, so that the revision that can prove who is to blame is known before it is judged. */
async function judgeAgain(look: Look, snapshots: readonly Snapshot[]): Promise<void> {
  const { context, known, settled, last, again, moving } = look;
  const seen = snapshots.map((snapshot) => {
    const suspect = known.get(identityOf(snapshot.ref));
    const isStill = suspect?.mark === markOf(snapshot);
    const proofAt = isStill ? suspect.proofAt : undefined;
    return { snapshot: besideEarlier(snapshot, suspect, again), isStill, ...(proofAt && { proofAt }) };
  });
  const still = seen.filter(({ isStill }) => isStill);
  const pasts = await readBefore(context, still, again.pace);
  still.forEach(({ snapshot }, i) => {
    tell(settled, judgeBeside(snapshot, context.judging, pasts[i]));
  });
  const others = seen
    .filter(({ isStill }) => !isStill)
    .map(({ snapshot }) => judgeSnapshot(snapshot, context.judging));
  const moved = await judgeByPast(context, others, again.pace);
  const open: JudgedSnapshot[] = [];
  for (const judged of moved) {
    if (needsSecondLook(judged, again)) open.push(judged);
    else settled.healthy(judged);
  }
  if (last) for (const judged of await proveBlame(context, open, again.pace)) tell(settled, judged);
  else for (const judged of open) moving.push(suspectOf(judged));
}

/** With the job keys of the look before, where that is long enough ago to tell anything. */
function besideEarlier(snapshot: Snapshot, suspect: Suspect | undefined, again: Again): Snapshot {
  if (suspect === undefined || !tellsUnheld(again)) return snapshot;
  return { ...materialize(snapshot), jobsBefore: suspect.jobs };
}

function tell(settled: Settled, judged: JudgedSnapshot): void {
  if (judged.verdict === 'broken') settled.broken(judged);
  else settled.healthy(judged);
}

/** A second look at a few that were judged: each as it is at the end, in their order. */
export async function lookTwice(
  context: Context,
  judged: readonly JudgedSnapshot[],
  again: Again,
): Promise<JudgedSnapshot[]> {
  const first = await judgeByPast(context, judged, again.pace);
  const open = first.filter((one) => needsSecondLook(one, again));
  const settled = new Map<string, JudgedSnapshot>();
  const keep = (one: JudgedSnapshot) => void settled.set(identityOf(one.snapshot.ref), one);
  if (again.pauseMs > 0) {
    await settleSuspects(context, open.map(suspectOf), again, { healthy: keep, broken: keep });
  } else for (const one of await proveBlame(context, open, again.pace)) keep(one);
  return first.map((one) => settled.get(identityOf(one.snapshot.ref)) ?? one);
}
