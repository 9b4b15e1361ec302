/** What became of a transaction, by what is stored now. Pure. */
import type { Entry, Snapshot } from '../stages/snapshot.ts';
import type { GuardedRevisions } from './plan.ts';
import type { Image } from './stored-value.ts';

/** A transaction that was sent: what it was to write, and what guarded it. */
export interface Sent {
  readonly images: readonly Image[];
  readonly guards: GuardedRevisions;
}

export type Seen =
  /** Every key is as the transaction leaves it. */
  | { readonly kind: 'written'; readonly revision: number }
  /** Every key is as it was before: not written, or not yet. */
  | { readonly kind: 'untouched' }
  /** Others have written since, so that it can't be carried out any more; what it did can be seen in history alone. */
  | { readonly kind: 'moved' };

export function whatIsSeen({ images, guards }: Sent, now: Snapshot): Seen {
  if (images.every((image) => isAfter(image, guards, now.stages[image.stage]))) {
    const puts = images.filter(({ after }) => after !== undefined);
    const revisions = new Set(puts.map(({ stage }) => now.stages[stage]?.modRevision));
    const [revision] = revisions;
    if (revisions.size <= 1) return { kind: 'written', revision: revision ?? now.revision };
  }
  const untouched = images.every(({ stage }) => (now.stages[stage]?.modRevision ?? 0) === guards[stage]);
  return { kind: untouched ? 'untouched' : 'moved' };
}

/** A higher `mod_revision` too: the same bytes may have been there before. */
function isAfter({ stage, after }: Image, guards: GuardedRevisions, entry: Entry | undefined): boolean {
  if (after === undefined) return entry === undefined;
  return entry !== undefined && entry.modRevision > guards[stage] && Buffer.compare(entry.value, after) === 0;
}
