import { RefusedError } from '../errors.ts';
import type { JournalEntry } from '../repair/journal/entry.ts';
import { findEntries } from '../repair/journal/find.ts';
import { oneEachWrite } from '../repair/journal/same-write.ts';
import { proposeUndo } from '../repair/undo.ts';
import { readResource } from '../stages/resource.ts';
import { readResources } from '../store/resources.ts';
import type { Source } from '../store/source.ts';
import { otherContext } from './other-context.ts';
import { besideJournal } from './repair.ts';
import type { RepairContext } from './repair-context.ts';
import type { RepairProposals } from './results.ts';

/**
 * How an entry, or all of a run, would be taken back, newest first; writes nothing. Throws `NameError` where the
 * journal does not know it, `RefusedError` where it is of another cluster.
 */
export async function proposeUndos(context: RepairContext, name: string): Promise<RepairProposals> {
  const { source, prefixes, journal } = context;
  const entries = oneEachWrite(findEntries(journal.entries, name)).toReversed();
  const now = await readResources(
    source,
    prefixes,
    entries.map(({ ref }) => ref),
  );
  const identity = await source.identity();
  refuseOtherClusters(entries, identity.clusterId);
  const leases = await livingLeases(source, entries);
  const proposals = entries.flatMap((entry, i) => {
    const snapshot = now[i];
    if (snapshot === undefined) return [];
    const proposal = proposeUndo({ entry, resource: readResource(snapshot), prefixes, leases });
    return [besideJournal(context, identity.clusterId, proposal)];
  });
  const notes = [...new Set(entries.flatMap(({ where }) => otherContext('what is undone', where, identity)))];
  return { source: { ...identity, revision: now[0]?.revision ?? 0 }, proposals, failures: [], notes };
}

export function refuseOtherClusters(entries: readonly JournalEntry[], clusterId: string): void {
  const other = entries.find(({ where }) => where.clusterId !== clusterId);
  if (other === undefined) return;
  const { where } = other;
  throw new RefusedError(`journal entry ${other.id} is of cluster ${where.clusterId}, this is ${clusterId}`, {
    hint: `its endpoints were ${where.endpoints.join(',')}`,
  });
}

async function livingLeases(source: Source, entries: readonly JournalEntry[]): Promise<Set<string>> {
  const ids = new Set(entries.flatMap(({ images }) => images.map(({ leaseId }) => leaseId)));
  const living = new Set<string>();
  for (const id of ids) {
    if (id !== '0' && (await source.leaseSecondsLeft(id)) !== undefined) living.add(id);
  }
  return living;
}
