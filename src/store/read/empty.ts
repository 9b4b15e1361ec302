import { endOfPrefix } from '../../stages/keys.ts';
import { CompactedError } from '../compacted.ts';
import type { RangeRequest, Source } from '../source.ts';

/**
 * Whether nothing at all lies below a prefix, at a revision, else now. Asked only where it matters: etcd goes through all that does, even if one
 * key will do. Of a revision that was compacted away meanwhile, the newest state is as good.
 */
export async function isEmpty(source: Source, prefix: string, revision?: number): Promise<boolean> {
  const any: RangeRequest = { from: prefix, to: endOfPrefix(prefix), keysOnly: true, limit: 1 };
  const { ranges } = await source
    .read([revision === undefined ? any : { ...any, revision }])
    .catch((error: unknown) => {
      if (error instanceof CompactedError) return source.read([any]);
      throw error;
    });
  return ranges[0]?.keys.length === 0;
}
