/**
 * What looked broken: looked at again together after a pause. Until then each is held by its name alone, and what a look
 * settles is handed on at once: a system where everything is broken takes no more memory than its names.
 */
import { identityOf, type ResourceRef } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import type { Pace } from '../store/scan/pace.ts';
import { type Clock, SYSTEM_CLOCK } from '../system/clock.ts';
import {
  type Context,
  type JudgedSnapshot,
  judgeBeside,
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
  /** Where to look for a proof of the blame, as long as it stands still. */
  readonly proofAt?: number;
}

export function suspectOf({ snapshot, proofAt }: Pick<JudgedSnapshot, 'snapshot' | 'proofAt'>): Suspect {
  const suspect = { ref: snapshot.ref, mark: markOf(snapshot) };
  return proofAt === undefined ? suspect : { ...suspect, proofAt };
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
  const { pace } = again;
  const look: Look = { context, known, settled, last, pace, moving: [] };
  let looked = 0;
  try {
    again.stop?.throwIfAborted();
    for await (const snapshots of reread(context, refs, pace, again.rescan)) {
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
  readonly pace: Pace;
  readonly moving: Suspect[];
}

/** What stands still is what it was, so that the revision that can prove who is to blame is known before it is judged. */
async function judgeAgain(look: Look, snapshots: readonly Snapshot[]): Promise<void> {
  const { context, known, settled, last, pace, moving } = look;
  const still = snapshots.flatMap((snapshot) => {
    const suspect = known.get(identityOf(snapshot.ref));
    return suspect?.mark === markOf(snapshot) ? [{ ...suspect, snapshot }] : [];
  });
  const pasts = await readBefore(context, still, pace);
  still.forEach(({ snapshot }, i) => {
    tell(settled, judgeBeside(snapshot, context.judging, pasts[i]));
  });
  const stands = new Set(still.map(({ snapshot }) => snapshot));
  const broken: JudgedSnapshot[] = [];
  for (const snapshot of snapshots.filter((one) => !stands.has(one))) {
    const judged = judgeSnapshot(snapshot, context.judging);
    if (judged.verdict === 'broken') broken.push(judged);
    else settled.healthy(judged);
  }
  if (last) for (const one of await proveBlame(context, broken, pace)) settled.broken(one);
  else for (const one of broken) moving.push(suspectOf(one));
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
  const broken = judged.filter(({ verdict }) => verdict === 'broken');
  const settled = new Map<string, JudgedSnapshot>();
  const keep = (one: JudgedSnapshot) => void settled.set(identityOf(one.snapshot.ref), one);
  if (again.pauseMs > 0) {
    await settleSuspects(context, broken.map(suspectOf), again, { healthy: keep, broken: keep });
  } else for (const one of await proveBlame(context, broken, again.pace)) keep(one);
  return judged.map((one) => settled.get(identityOf(one.snapshot.ref)) ?? one);
}
