import { type Context, judgeSnapshot, proveBlame } from '../../judging/judging.ts';
import { findByName } from '../../store/names/find.ts';
import type { NameQuery } from '../../store/names/name-query.ts';
import type { ShowResult } from './result.ts';

/** The stages of each resource named, judged, all at one revision. */
export async function show(context: Context, queries: readonly NameQuery[]): Promise<ShowResult> {
  const { snapshots, failures, revision } = await findByName(context, queries, { leases: true });
  const resources = await proveBlame(
    context,
    snapshots.map((snapshot) => judgeSnapshot(snapshot, context.judging)),
  );
  return { source: { ...(await context.source.identity()), revision }, resources, failures };
}
