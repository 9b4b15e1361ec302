/** Reads what is suspect again: as of one revision, and no faster than the settings allow. */
import { identityOf, type ResourceRef } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { CompactedError } from '../store/compacted.ts';
import type { Surroundings } from '../store/read/assemble.ts';
import { lookAt } from '../store/read/look.ts';
import { absent, RESOURCES_A_READ, readResources } from '../store/read/resources.ts';
import { inParallel } from '../store/scan/in-parallel.ts';
import type { Pace } from '../store/scan/pace.ts';
import { openScan, scan } from '../store/scan/scan.ts';
import { pinNewest } from '../store/scan/start.ts';
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
    yield* byName(context, refs, pace, await pinNewest(context.source, context.prefixes));
    return;
  }
  const missing = new Map(refs.map((ref) => [identityOf(ref), ref]));
  const wanted = new Set(missing.keys());
  const state = await openScan({ ...context, pace });
  for await (const snapshots of scan(state)) {
    const found = snapshots.filter(({ ref }) => wanted.has(identityOf(ref)));
    for (const { ref } of found) missing.delete(identityOf(ref));
    yield found;
  }
  yield* byName(context, [...missing.values()], pace, state.pinned);
}

async function* byName(
  context: Context,
  refs: readonly ResourceRef[],
  pace: Pace,
  pinned: Surroundings,
): AsyncGenerator<readonly Snapshot[]> {
  const chunks = Array.from({ length: Math.ceil(refs.length / RESOURCES_A_READ) }, (_, i) =>
    refs.slice(i * RESOURCES_A_READ, (i + 1) * RESOURCES_A_READ),
  );
  yield* inParallel(
    chunks.map((chunk) => () => readChunk(context, chunk, pace, pinned)),
    pace.concurrency,
  );
}

async function* readChunk(
  { source, prefixes }: Context,
  refs: readonly ResourceRef[],
  pace: Pace,
  pinned: Surroundings,
): AsyncGenerator<readonly Snapshot[]> {
  try {
    const found = await lookAt({ source, prefixes, pace }, refs, pinned);
    const there = new Set(found.map(({ ref }) => identityOf(ref)));
    const gone = refs.filter((ref) => !there.has(identityOf(ref)));
    yield [...found, ...gone.map((ref) => absent(ref, pinned))];
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    yield await pace.paced(async () => {
      const result = await readResources(source, prefixes, refs);
      return { result, bytes: bytesOf(result) };
    });
  }
}

function bytesOf(snapshots: readonly Snapshot[]): number {
  const values = snapshots.flatMap(({ stages, config }) => [...Object.values(stages), config]);
  return values.reduce((sum, entry) => sum + (entry?.value.length ?? 0), 0);
}
