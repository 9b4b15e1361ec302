import type { SourceInfo } from '../commands/results.ts';
import { visible } from './sanitize.ts';
import type { Screen } from './screen.ts';
import { wrap } from './wrap.ts';

/** Which store was read, and at which revision: `[prod] cluster 48276a8f75b6a87 rev 4711`. */
export function sourceLine(source: SourceInfo, screen: Screen): string {
  const where = source.context ?? source.endpoints.join(',');
  const line = visible(`[${where}] cluster ${source.clusterId} rev ${source.revision}`, screen);
  return wrap(line, screen.width).join('\n');
}
