/**
 * What looked broken: looked at again together after a pause. Until then each is held by its name alone, and what a look
 * settles is handed on at once: a system where everything is broken takes no more memory than its names.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Context,
  type JudgedSnapshot,
  judgeBeside,
  judgeSnapshot,
  proveBlame,
  readBefore,
} from '../../judging/judging.ts';
import { MOST_LOOKS, markOf } from '../../judging/rechecks.ts';
import { type Rescan, reread } from '../../judging/reread.ts';
import type { Judged } from '../../judging/results.ts';
import { identityOf, type ResourceRef } from '../../stages/keys.ts';
import type { Snapshot } from '../../stages/snapshot.ts';
import type { Pace } from '../../store/scan/pace.ts';
import { partOnly } from './part-only.ts';
import type { ModRevisions, VerifiedResource } from './result.ts';

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

export function verifiedOf(judged: Judged): VerifiedResource {
  const { verdict, evidence, findings, suspects, reason, snapshot } = judged;
  const modRevisions = modRevisionsOf(snapshot);
  return { ref: snapshot.ref, modRevisions, verdict, evidence, findings, suspects, reason };
}

function modRevisionsOf({ stages: { heat_stacks, job_state, state } }: Snapshot): ModRevisions {
  return {
    heat_stacks: heat_stacks?.modRevision ?? null,
    job_state: job_state?.modRevision ?? null,
    state: state?.modRevision ?? null,
  };
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
  for (let look = 1; look <= MOST_LOOKS && open.length > 0; look++) {
    await pause(again);
    open = await lookAgain(context, open, again, settled, look === MOST_LOOKS);
  }
}

async function pause({ pauseMs, stop }: Again): Promise<void> {
  await sleep(pauseMs, undefined, stop === undefined ? {} : { signal: stop }).catch((error: unknown) => {
    stop?.throwIfAborted();
    throw error;
  });
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
    throw partOnly(
      error,
      `${looked} of ${suspects.length} resources that looked broken were looked at again`,
    );
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
