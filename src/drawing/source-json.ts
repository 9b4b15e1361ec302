import type { SourceInfo } from '../judging/results.ts';

/** `source` of every JSON output. */
export function sourceJson({ kind, context, clusterId, endpoints, revision }: SourceInfo) {
  return { kind, context: context ?? null, cluster_id: clusterId, endpoints, revision };
}
