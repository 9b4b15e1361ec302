/**
 * What looked broken: looked at again together after a pause. Until then each is held by its name alone, and what a look
 * settles is handed on at once: a system where everything is broken takes no more memory than its names.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResourceRef } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { withLeases } from '../store/leases.ts';
import { readResources } from '../store/resources.ts';
import { type Context, type JudgedSnapshot, judgeSnapshot, proveBlame } from './judging.ts';
import { MOST_LOOKS, markOf } from './looks.ts';
import type { ModRevisions, VerifiedResource } from './results.ts';

/** A suspect by what is small of it. */
export interface Suspect {
  readonly ref: ResourceRef;
  /** Changes with each write to its stages, config or jobs. */
  readonly mark: string;
}

export function suspectOf({ snapshot }: JudgedSnapshot): Suspect {
  return { ref: snapshot.ref, mark: markOf(snapshot) };
}

export function verifiedOf(judged: JudgedSnapshot): VerifiedResource {
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

/** Read and judged at a time. */
export const CHUNK = 31;

export interface Settled {
  /** Not broken at a look: never was. */
  readonly healthy: (judged: JudgedSnapshot) => void;
  /** With what the revision before the suspected write proves of the blame. */
  readonly broken: (judged: JudgedSnapshot) => void;
}

/**
 * One that stood still between two looks is broken; one that moves is, when it was so at each of three.
 * @param pauseMs before each look
 */
export async function settleSuspects(
  context: Context,
  suspects: readonly Suspect[],
  pauseMs: number,
  settled: Settled,
): Promise<void> {
  let open = suspects;
  for (let look = 1; look <= MOST_LOOKS && open.length > 0; look++) {
    await sleep(pauseMs);
    open = await lookAgain(context, open, settled, look === MOST_LOOKS);
  }
}

/** Gives those that moved, unless this is the last look. */
async function lookAgain(
  context: Context,
  suspects: readonly Suspect[],
  settled: Settled,
  last: boolean,
): Promise<Suspect[]> {
  const moving: Suspect[] = [];
  for (let at = 0; at < suspects.length; at += CHUNK) {
    const chunk = suspects.slice(at, at + CHUNK);
    const standing: JudgedSnapshot[] = [];
    const judged = await judgeNow(context, chunk);
    judged.forEach((one, i) => {
      if (one.verdict !== 'broken') settled.healthy(one);
      else if (last || chunk[i]?.mark === markOf(one.snapshot)) standing.push(one);
      else moving.push(suspectOf(one));
    });
    for (const one of await proveBlame(context, standing)) settled.broken(one);
  }
  return moving;
}

async function judgeNow(
  { source, prefixes, judging }: Context,
  suspects: readonly Suspect[],
): Promise<JudgedSnapshot[]> {
  const read = await readResources(
    source,
    prefixes,
    suspects.map(({ ref }) => ref),
  );
  return (await withLeases(source, read)).map((snapshot) => judgeSnapshot(snapshot, judging));
}
