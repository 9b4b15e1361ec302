import type { Resource } from '../../stages/resource.ts';
import type { Action } from './plan.ts';

/**
 * What Gohan makes of the write: it ignores a version that it has accepted already, and a lower one. An undo may bring
 * back a state whose version can't be read, or one above `/config`'s: what comes of these nobody has seen.
 */
export function gohanNote(before: Resource, after: Resource, actions: readonly Action[]): string | undefined {
  if (!actions.some(({ kind, stage }) => kind === 'put' && stage === 'state')) return undefined;
  const [old, written, wanted] = [before.state?.version, after.state?.version, after.config?.version];
  if (written === undefined)
    return 'the state that is written has no version that can be read: what Gohan makes of it is not known';
  if (wanted !== undefined && written > wanted)
    return `version ${written} is above /config's ${wanted}: what Gohan makes of it is not known`;
  if (old !== undefined && written > old) return `version rises ${old} → ${written}: it should be taken`;
  if (wanted === undefined || written === wanted) {
    return `if Gohan had accepted version ${written} already, it ignores this write: etcd is mended, Gohan's database is not; only a new /config version (an update through its API) reaches it`;
  }
  return `version ${written} is below /config's ${wanted}: Gohan ignores this write, and takes the next one`;
}
