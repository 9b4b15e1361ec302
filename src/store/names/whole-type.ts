import { type ResourceRef, resourceName, STAGES } from '../../stages/keys.ts';
import { successor, utf8 } from '../bytes.ts';
import { withFewer } from '../read/in-parts.ts';
import type { RangeRequest, RangeResult } from '../source.ts';
import { createdOfTypes } from './created.ts';
import { distinct } from './outcome.ts';
import { isId } from './searches.ts';
import { readRanges, type View } from './view.ts';

/** Keys of about 100 bytes: half a megabyte an answer. etcd counts the rest of the range for each page: few pages. */
const KEYS_A_PAGE = 5000;

interface Walk {
  readonly begin: string;
  readonly schemaPath: string;
  from: string | Uint8Array | undefined;
}

/**
 * The resources of these types, sorted by name; keys only, page by page, all stages at a time.
 * @param all every schema path of the store
 */
export async function refsOfTypes(
  view: View,
  paths: readonly string[],
  all: readonly string[],
): Promise<ResourceRef[]> {
  const walks = paths.flatMap((schemaPath) =>
    STAGES.map((stage) => startOf(view.prefixes[stage], schemaPath)),
  );
  const refs: ResourceRef[] = [];
  let keys = KEYS_A_PAGE;
  for (let open = walks; open.length > 0; open = open.filter((walk) => walk.from !== undefined)) {
    const results = await withFewer(keys, (limit) => {
      keys = limit;
      return readRanges(
        view,
        open.map((walk) => requestOf(walk, limit)),
      );
    });
    for (const [i, walk] of open.entries()) for (const ref of take(walk, results[i])) refs.push(ref);
  }
  const created = await createdOfTypes(view, paths, refs, async () => all);
  return distinct([...refs, ...created]).sort((a, b) => (resourceName(a) < resourceName(b) ? -1 : 1));
}

function startOf(prefix: string, schemaPath: string): Walk {
  const begin = `${prefix}${schemaPath}/`;
  return { begin, schemaPath, from: begin };
}

function requestOf(walk: Walk, limit: number): RangeRequest {
  // `0` is the character behind `/`.
  const to = `${walk.begin.slice(0, -1)}0`;
  return { from: walk.from ?? to, to, limit, keysOnly: true };
}

function take(walk: Walk, result: RangeResult | undefined): ResourceRef[] {
  const keys = result?.keys ?? [];
  const last = keys.at(-1)?.rawKey;
  walk.from = result?.more === true && last !== undefined ? successor(last) : undefined;
  const ids = keys.map(({ rawKey }) => utf8(rawKey)?.slice(walk.begin.length) ?? '').filter(isId);
  return ids.map((id) => ({ schemaPath: walk.schemaPath, id }));
}
