/** Reads what is suspect again: as of one revision, and no faster than the settings allow. */
import { identityOf, type ResourceRef } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { readInTurn } from '../store/read/by-name.ts';
import { withLeases } from '../store/read/leases.ts';
import type { Pace } from '../store/scan/pace.ts';
import { type Scan, scan } from '../store/scan/scan.ts';
import type { Context } from './judging.ts';

/** How all that was scanned can be scanned again. */
export interface Rescan {
  /** About how many resources that are. */
  readonly resources: number;
  readonly open: () => Promise<Scan>;
}

/** A resource read by name costs as much as some twenty in a scan. */
const SHARE = 1 / 20;
const FEW = 500;

/**
 * In batches, in no order, each resource once; one that is gone comes without stages. Where a large share of everything
 * is asked for, everything is read: that is cheaper than key by key. What a compaction takes away is read at a newer
 * revision.
 * @param rescan absent: by name
 */
export async function* reread(
  context: Context,
  refs: readonly ResourceRef[],
  pace: Pace,
  rescan?: Rescan,
): AsyncGenerator<readonly Snapshot[]> {
  if (rescan === undefined || refs.length <= Math.max(FEW, SHARE * rescan.resources)) {
    yield* readInTurn(context, refs, { pace, orNewer: true, leases: true });
    return;
  }
  const missing = new Map(refs.map((ref) => [identityOf(ref), ref]));
  const wanted = new Set(missing.keys());
  const state = await rescan.open();
  for await (const snapshots of scan(state)) {
    const found = snapshots.filter(({ ref }) => wanted.has(identityOf(ref)));
    for (const { ref } of found) missing.delete(identityOf(ref));
    yield await withLeases(context.source, found);
  }
  const left = [...missing.values()];
  yield* readInTurn(context, left, { pace, around: state.pinned, orNewer: true, leases: true });
}
