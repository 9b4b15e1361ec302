/** What looked broken: looked at again together, without holding in memory what it was seen in. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readResource } from '../stages/resource.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { readPast } from '../store/before.ts';
import { CompactedError } from '../store/compacted.ts';
import { readResources } from '../store/resources.ts';
import { type Context, type JudgedSnapshot, judgeSnapshot } from './judging.ts';
import type { VerifiedResource } from './results.ts';

/** A suspect by what is small of it. */
export interface Suspect {
  readonly verified: VerifiedResource;
  /** The revision it was judged at. */
  readonly revision: number;
  /** Changes with each write to its stages, config or jobs. */
  readonly mark: string;
  /** The revision that can prove who is to blame. */
  readonly proofAt: number | undefined;
}

export function suspectOf(judged: JudgedSnapshot): Suspect {
  const { snapshot, proofAt } = judged;
  return { verified: verifiedOf(judged), revision: snapshot.revision, mark: markOf(snapshot), proofAt };
}

export function verifiedOf(judged: JudgedSnapshot): VerifiedResource {
  const { verdict, evidence, findings, suspects, reason } = judged;
  return { ref: judged.snapshot.ref, verdict, evidence, findings, suspects, reason };
}

function markOf({ stages, config, jobs }: Snapshot): string {
  const entries = [stages.heat_stacks, stages.job_state, stages.state, config];
  const revisions = entries.map((entry) => entry?.modRevision ?? 0).join(' ');
  return `${revisions} ${jobs.map((job) => `${job.key}@${job.modRevision}`).join(' ')}`;
}

/** A resource that moves is looked at this many times more; one that stands still, once. */
const MOST_LOOKS = 3;
/** Read and judged at a time. */
const CHUNK = 31;

export type Found = (judged: JudgedSnapshot) => void;

/**
 * Looks at all suspects again together, after a pause each time: what is not broken at a look is not broken, and goes
 * to `healthy`. One that stood still between two looks is broken; one that moves is, when it was so at each of three.
 * @param pauseMs 0: what was seen stands
 */
export async function settleSuspects(
  context: Context,
  suspects: readonly Suspect[],
  pauseMs: number,
  healthy: Found,
): Promise<Suspect[]> {
  if (pauseMs === 0) return [...suspects];
  const broken: Suspect[] = [];
  let open = suspects;
  for (let look = 1; look <= MOST_LOOKS && open.length > 0; look++) {
    await sleep(pauseMs);
    const moving: Suspect[] = [];
    for (const { before, now } of await lookAgain(context, open, healthy)) {
      const moved = before.mark !== now.mark && look < MOST_LOOKS;
      (moved ? moving : broken).push(now);
    }
    open = moving;
  }
  return broken;
}

interface Look {
  readonly before: Suspect;
  readonly now: Suspect;
}

async function lookAgain(context: Context, suspects: readonly Suspect[], healthy: Found): Promise<Look[]> {
  const looks: Look[] = [];
  for (let at = 0; at < suspects.length; at += CHUNK) {
    const chunk = suspects.slice(at, at + CHUNK);
    const snapshots = await readResources(
      context.source,
      context.prefixes,
      chunk.map(({ verified }) => verified.ref),
    );
    chunk.forEach((before, i) => {
      const snapshot = snapshots[i];
      const judged = snapshot === undefined ? undefined : judgeSnapshot(snapshot, context.judging);
      if (judged?.verdict === 'broken') looks.push({ before, now: suspectOf(judged) });
      else if (judged !== undefined) healthy(judged);
    });
  }
  return looks;
}

/** Looks up the revision before each suspected write, and judges by it who is to blame. */
export async function proveSuspects(
  context: Context,
  suspects: readonly Suspect[],
): Promise<VerifiedResource[]> {
  const open = suspects.filter(({ proofAt }) => proofAt !== undefined);
  const proved = new Map<Suspect, VerifiedResource>();
  for (let at = 0; at < open.length; at += CHUNK) {
    const chunk = open.slice(at, at + CHUNK);
    const verified = await proveChunk(context, chunk);
    chunk.forEach((suspect, i) => {
      const found = verified[i];
      if (found !== undefined) proved.set(suspect, found);
    });
  }
  return suspects.map((suspect) => proved.get(suspect) ?? suspect.verified);
}

async function proveChunk(
  context: Context,
  chunk: readonly Suspect[],
): Promise<(VerifiedResource | undefined)[]> {
  const { source, prefixes, judging } = context;
  const past = await readPast(
    source,
    prefixes,
    chunk.map(({ verified, proofAt = 0 }) => ({ ref: verified.ref, revision: proofAt })),
  );
  const then = await Promise.all(chunk.map((suspect) => readThen(context, suspect)));
  return chunk.map((_, i) => {
    const [snapshot, before] = [then[i], past[i]];
    if (snapshot === undefined || before === undefined) return undefined;
    return verifiedOf(
      judgeSnapshot(snapshot, judging, before === 'compacted' ? before : readResource(before)),
    );
  });
}

/** As it was judged; undefined where that revision was compacted away meanwhile: then the blame stays assumed. */
async function readThen(context: Context, { verified, revision }: Suspect): Promise<Snapshot | undefined> {
  try {
    const [snapshot] = await readResources(context.source, context.prefixes, [verified.ref], revision);
    return snapshot;
  } catch (error) {
    if (error instanceof CompactedError) return undefined;
    throw error;
  }
}
