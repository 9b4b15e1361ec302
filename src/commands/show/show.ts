import { type Context, judgeSnapshot, proveBlame } from '../../judging/judging.ts';
import { resourceName } from '../../stages/keys.ts';
import { resolveNames } from '../../store/names/lookup.ts';
import type { NameQuery } from '../../store/names/name-query.ts';
import { hasStage } from '../../store/read/assemble.ts';
import { readByName } from '../../store/read/by-name.ts';
import { withLeases } from '../../store/read/leases.ts';
import type { ShowResult } from './result.ts';

/** The stages of each resource named, judged, all at one revision. */
export async function show(context: Context, queries: readonly NameQuery[]): Promise<ShowResult> {
  const { source, prefixes } = context;
  const { refs, failures } = await resolveNames(source, prefixes, queries);
  const read = await readByName({ source, prefixes }, refs);
  const snapshots = await withLeases(source, read.filter(hasStage));
  const gone = read
    .filter((snapshot) => !hasStage(snapshot))
    .map(({ ref }) => ({
      name: resourceName(ref),
      message: `${resourceName(ref)} was deleted while it was looked up`,
    }));
  const resources = await proveBlame(
    context,
    snapshots.map((snapshot) => judgeSnapshot(snapshot, context.judging)),
  );
  const revision = read[0]?.revision ?? 0;
  return { source: { ...(await source.identity()), revision }, resources, failures: [...failures, ...gone] };
}
