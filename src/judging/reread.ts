/** Reads what is suspect again: as of one revision, and no faster than the settings allow. */
import { identityOf, type ResourceRef } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { readInTurn } from '../store/read/by-name.ts';
import { withLeases } from '../store/read/leases.ts';
import type { Pace } from '../store/scan/pace.ts';
import { openScan, scan } from '../store/scan/scan.ts';
import type { Context } from './judging.ts';

/** A resource read by name costs as much as some twenty in a scan. */
const SHARE = 1 / 20;
const FEW = 500;

/**
 * In batches, in no order, each resource once; one that is gone comes without stages. Where a large share of everything
 * is asked for, everything is read: that is cheaper than key by key. What a compaction takes away is read at a newer
 * revision.
 * @param everything about how many resources there are in all; absent: by name
 */
export async function* reread(
  context: Context,
  refs: readonly ResourceRef[],
  pace: Pace,
  everything?: number,
): AsyncGenerator<readonly Snapshot[]> {
  if (everything === undefined || refs.length <= Math.max(FEW, SHARE * everything)) {
    yield* readInTurn(context, refs, { pace, orNewer: true, leases: true });
    return;
  }
  const missing = new Map(refs.map((ref) => [identityOf(ref), ref]));
  const wanted = new Set(missing.keys());
  const state = await openScan({ ...context, pace });
  for await (const snapshots of scan(state)) {
    const found = snapshots.filter(({ ref }) => wanted.has(identityOf(ref)));
    for (const { ref } of found) missing.delete(identityOf(ref));
    yield await withLeases(context.source, found);
  }
  const left = [...missing.values()];
  yield* readInTurn(context, left, { pace, around: state.pinned, orNewer: true, leases: true });
}
