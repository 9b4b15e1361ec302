/** What became of a transaction whose answer was lost, by what is stored. Pure. */
import { jobKeyAtWork } from '../judge/facts.ts';
import type { ResourceRef, Stage } from '../stages/keys.ts';
import type { Entry, Snapshot } from '../stages/snapshot.ts';
import type { GuardedDigests, GuardedRevisions } from './plan/plan.ts';
import { type Image, sameBytes } from './plan/stored-value.ts';

/** A transaction that was sent: what it was to write, and what guarded it. */
export interface Sent {
  readonly ref: ResourceRef;
  readonly images: readonly Image[];
  readonly guards: GuardedRevisions;
  readonly digests: GuardedDigests;
  /** A revision at which all guards held. */
  readonly revision: number;
}

export type Became =
  | { readonly kind: 'written'; readonly revision: number }
  | { readonly kind: 'not_written'; readonly why: string }
  /** Not carried out so far; it can still come until it is too late for it. */
  | { readonly kind: 'untouched' }
  /** Nothing that is left in etcd tells it. */
  | { readonly kind: 'unknown'; readonly why: string };

/** Whether a key is at the revision that guarded it; 0 stands for absent, and so for each of its absences. */
export function isAtGuard({ guards }: Pick<Sent, 'guards'>, stage: Stage, now: Snapshot): boolean {
  return revisionOf(now.stages[stage]) === guards[stage];
}

/** Whether each key that it writes is as before: not written, not yet, or, where it was absent, gone again. */
export function looksUntouched(sent: Sent, now: Snapshot): boolean {
  return sent.images.every(({ stage }) => isAtGuard(sent, stage, now));
}

/**
 * Whether the transaction is what happened at a revision, seen from that one and the one before. Several keys that change
 * at one revision are one transaction's; a single one may be a worker's, which has a job at work then.
 */
export function whoWrote(sent: Sent, before: Snapshot, at: Snapshot): Became {
  const { images, guards } = sent;
  const other = images.find((image) => !isWrittenAt(image, guards, before, at));
  if (other !== undefined)
    return { kind: 'not_written', why: `somebody else wrote ${other.stage} at revision ${at.revision}` };
  const job = images.length === 1 ? jobKeyAtWork(at.jobs) : undefined;
  if (job !== undefined)
    return {
      kind: 'unknown',
      why: `at revision ${at.revision}, when it was written, a job was at work that may have written the same: ${job.key}`,
    };
  const entries = { ...before.stages, config: before.config };
  const areas = Object.keys(guards) as (keyof GuardedRevisions)[];
  const moved = areas.find((area) => revisionOf(entries[area]) !== guards[area]);
  if (moved === undefined) return { kind: 'written', revision: at.revision };
  return {
    kind: 'not_written',
    why: `${moved} had moved before somebody wrote the same at revision ${at.revision}`,
  };
}

function isWrittenAt(
  { stage, after }: Image,
  guards: GuardedRevisions,
  before: Snapshot,
  at: Snapshot,
): boolean {
  if (revisionOf(before.stages[stage]) !== guards[stage]) return false;
  const entry = at.stages[stage];
  if (after === undefined) return entry === undefined;
  return entry?.modRevision === at.revision && sameBytes(entry.value, after);
}

/** The revision that several keys share which all hold what was to be put: only one transaction does that. */
export function sharedRevision({ images, guards }: Sent, now: Snapshot): number | undefined {
  const [first, second] = images;
  const revision = first && now.stages[first.stage]?.modRevision;
  if (revision === undefined || second === undefined) return undefined;
  const shared = images.every(({ stage, after }) => {
    const entry = now.stages[stage];
    const put = after !== undefined && sameBytes(entry?.value, after);
    return put && entry?.modRevision === revision && revision > guards[stage];
  });
  return shared ? revision : undefined;
}

function revisionOf(entry: Entry | undefined): number {
  return entry?.modRevision ?? 0;
}
