import { latin1, successor } from '../../../store/bytes.ts';
import type { KeyedArea } from '../../../store/names/types.ts';
import { withFewer } from '../../../store/read/in-parts.ts';
import { pacedRead } from '../../../store/read/paced-read.ts';
import type { Pace } from '../../../store/scan/pace.ts';
import { keysIn, type NameRange } from '../../../store/scan/ranges.ts';
import type { RangeRequest, RangeResult, Source } from '../../../store/source.ts';
import { nameIn } from './names.ts';

/** Keys of about 100 bytes: half a megabyte an answer. */
const KEYS_A_PAGE = 5000;

interface Place {
  readonly source: Source;
  readonly prefixes: Readonly<Record<KeyedArea, string>>;
  readonly pace: Pace;
  readonly old: number;
  readonly now: number;
}

/** The resources whose key in one area was there at `old` and is not any more, found by the keys of both times. */
export async function deletedNames(place: Place, area: KeyedArea, range: NameRange): Promise<string[]> {
  const keys = keysIn(range, place.prefixes[area]);
  const left = new Set<string>();
  for await (const rawKey of keysAt(place, keys, place.now)) left.add(latin1(rawKey, 0));
  const names: string[] = [];
  for await (const rawKey of keysAt(place, keys, place.old)) {
    if (left.has(latin1(rawKey, 0))) continue;
    const name = nameIn(rawKey, Buffer.byteLength(place.prefixes[area]));
    if (name !== undefined) names.push(name);
  }
  return names;
}

async function* keysAt(
  { source, pace }: Place,
  { from, to }: ReturnType<typeof keysIn>,
  revision: number,
): AsyncGenerator<Uint8Array> {
  const read = pacedRead(source, pace);
  let next: Uint8Array | undefined = from;
  let keys = KEYS_A_PAGE;
  while (next !== undefined) {
    const start: RangeRequest = { from: next, to, keysOnly: true, revision, serializable: true };
    const page: RangeResult | undefined = await withFewer(keys, async (limit) => {
      // What was too slow once is not asked for again so large.
      keys = limit;
      return (await read([{ ...start, limit }])).ranges[0];
    });
    for (const { rawKey } of page?.keys ?? []) yield rawKey;
    const last = page?.keys.at(-1)?.rawKey;
    next = page?.more === true && last !== undefined ? successor(last) : undefined;
  }
}
