/** What was planned or written before, and is carried on now: only on the same cluster. */
import { RefusedError } from '../errors.ts';
import type { JournalEntry } from '../repair/journal/entry.ts';
import type { SourceIdentity } from '../store/source.ts';

type Named = Pick<SourceIdentity, 'context'>;

/** What is to be said where something is carried on under another name of the same cluster; else nothing. */
export function otherContext(what: string, then: Named, now: Named): string[] {
  if (then.context === now.context) return [];
  return [`${what} was made ${named(then)}, this is ${named(now)}; it is the same cluster`];
}

function named({ context }: Named): string {
  return context === undefined ? 'without a context' : `in context ${context}`;
}

/** Throws `RefusedError` where an entry was written to another cluster than this one. */
export function refuseOtherClusters(entries: readonly JournalEntry[], clusterId: string): void {
  const other = entries.find(({ where }) => where.clusterId !== clusterId);
  if (other === undefined) return;
  const { where } = other;
  throw new RefusedError(`journal entry ${other.id} is of cluster ${where.clusterId}, this is ${clusterId}`, {
    hint: `its endpoints were ${where.endpoints.join(',')}`,
  });
}
