import {
  endOfPrefix,
  type Prefixes,
  pluralType,
  type ResourceRef,
  resourceName,
  STAGES,
  shortName,
} from '../../stages/keys.ts';
import { inParts } from '../read/in-parts.ts';
import { MAX_OPERATIONS, type RangeRequest, type Source } from '../source.ts';

/** One short name takes a range of each stage. */
const NAMES_AT_ONCE = Math.floor(MAX_OPERATIONS / STAGES.length);

/** The full names of those resources whose short name (`ports/ddc14be4`) begins that of another one, too. */
export async function sharingShortName(
  source: Source,
  prefixes: Prefixes,
  refs: readonly ResourceRef[],
): Promise<ReadonlySet<string>> {
  const short = refs.filter((ref) => ref.rawName === undefined && !shortName(ref).endsWith(`/${ref.id}`));
  const shared = await inParts(short, NAMES_AT_ONCE, async (some) => {
    const { ranges } = await source.read(some.flatMap((ref) => beginningAlike(prefixes, ref)));
    return some.map((ref, i) => {
      const found = ranges.slice(i * STAGES.length, (i + 1) * STAGES.length).flatMap(({ keys }) => keys);
      return found.some(({ key }) => !key.endsWith(`/${ref.id}`));
    });
  });
  return new Set(short.filter((_, i) => shared[i]).map(resourceName));
}

/** Of two keys that begin alike one is another resource's. */
function beginningAlike(prefixes: Prefixes, ref: ResourceRef): RangeRequest[] {
  const id = shortName(ref).slice(pluralType(ref).length + 1);
  return STAGES.map((stage) => {
    const from = `${prefixes[stage]}${ref.schemaPath}/${id}`;
    return { from, to: endOfPrefix(from), limit: 2, keysOnly: true };
  });
}
