import { latin1, successor } from '../../../store/bytes.ts';
import type { KeyedArea } from '../../../store/names/types.ts';
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
export async function gone(place: Place, area: KeyedArea, range: NameRange): Promise<string[]> {
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
  let next: Uint8Array | undefined = from;
  while (next !== undefined) {
    const request: RangeRequest = {
      from: next,
      to,
      limit: KEYS_A_PAGE,
      keysOnly: true,
      revision,
      serializable: true,
    };
    const page: RangeResult | undefined = await pace.paced(async () => {
      const [result] = (await source.read([request])).ranges;
      return { result, bytes: (result?.keys.length ?? 0) * 100 };
    });
    for (const { rawKey } of page?.keys ?? []) yield rawKey;
    const last = page?.keys.at(-1)?.rawKey;
    next = page?.more === true && last !== undefined ? successor(last) : undefined;
  }
}
