/** What looked broken: looked at again together, without holding in memory what it was seen in. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readResource } from '../stages/resource.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { readPast } from '../store/before.ts';
import { CompactedError } from '../store/compacted.ts';
import { withLeases } from '../store/leases.ts';
import { readResources } from '../store/resources.ts';
import { type Context, type JudgedSnapshot, judgeSnapshot } from './judging.ts';
import { MOST_LOOKS, markOf } from './looks.ts';
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
    const refs = chunk.map(({ verified }) => verified.ref);
    const read = await readResources(context.source, context.prefixes, refs);
    const snapshots = await withLeases(context.source, read);
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
  const looks = chunk.map(({ verified, proofAt = 0 }) => ({ ref: verified.ref, revision: proofAt }));
  const past = await readPast(context.source, context.prefixes, looks);
  const then = await readThen(context, chunk);
  return chunk.map((suspect, i) => {
    const [snapshot, before] = [then.get(suspect), past[i]];
    if (snapshot === undefined || before === undefined) return undefined;
    const known = before === 'compacted' ? before : readResource(before);
    return verifiedOf(judgeSnapshot(snapshot, context.judging, known));
  });
}

/** As they were judged, in one read for each revision that they were judged at (mostly one for all). */
async function readThen(context: Context, chunk: readonly Suspect[]): Promise<Map<Suspect, Snapshot>> {
  const found = new Map<Suspect, Snapshot>();
  for (const revision of new Set(chunk.map((suspect) => suspect.revision))) {
    const then = chunk.filter((suspect) => suspect.revision === revision);
    const snapshots = await readAt(context, then, revision);
    then.forEach((suspect, i) => {
      const snapshot = snapshots[i];
      if (snapshot !== undefined) found.set(suspect, snapshot);
    });
  }
  return found;
}

/** None where that revision was compacted away meanwhile: then the blame stays assumed. */
async function readAt(
  { source, prefixes }: Context,
  suspects: readonly Suspect[],
  revision: number,
): Promise<Snapshot[]> {
  try {
    return await readResources(
      source,
      prefixes,
      suspects.map(({ verified }) => verified.ref),
      revision,
    );
  } catch (error) {
    if (error instanceof CompactedError) return [];
    throw error;
  }
}
