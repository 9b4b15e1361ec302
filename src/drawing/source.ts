import type { SourceInfo } from '../judging/results.ts';
import { canvasFor, flow } from './frame.ts';
import { sourceParts } from './headline.ts';
import type { Screen } from './screen.ts';

/** `source` of every JSON output. */
export function sourceJson({ kind, context, clusterId, endpoints, revision }: SourceInfo) {
  return { kind, context: context ?? null, cluster_id: clusterId, endpoints, revision };
}

/** Which store was read, and at which revision, as one line where it fits. */
export function sourceLine(source: SourceInfo, screen: Screen): string {
  const canvas = canvasFor(screen);
  return flow(canvas, 'source', sourceParts(canvas, source), { label: canvas.paint.quiet }).join('\n');
}
