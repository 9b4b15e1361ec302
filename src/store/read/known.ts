/**
 * A store at one revision that remembers what was read of it: a command asks in many small steps, and each that is
 * answered from here is a round trip less.
 */
import { successor } from '../bytes.ts';
import type { RangeRequest, RangeResult, ReadResult, Source, StoredKey } from '../source.ts';

/** A range whose keys are known from its beginning up to `knownTo`. */
interface Known {
  readonly from: Buffer;
  readonly knownTo: Buffer;
  readonly to: Buffer;
  /** In order, those up to `knownTo`. */
  readonly keys: readonly StoredKey[];
  /** How many there are from `knownTo` up to `to`. */
  readonly behind: number;
  readonly withValues: boolean;
}

export interface Opened {
  readonly source: Source;
  readonly revision: number;
}

/** Reads these ranges at a revision, absent: the newest, and gives the store as it was then. */
export async function openAt(
  asked: number | undefined,
  source: Source,
  ranges: readonly RangeRequest[],
): Promise<Opened> {
  const first = await source.read(
    asked === undefined ? ranges : ranges.map((range) => ({ ...range, revision: asked })),
  );
  const revision = asked ?? first.revision;
  const known: Known[] = [];
  remember(known, ranges, first.ranges);
  return { source: atRevision(source, revision, known), revision };
}

function atRevision(source: Source, revision: number, known: Known[]): Source {
  const read = async (requests: readonly RangeRequest[]): Promise<ReadResult> => {
    const ranges = requests.map((request) => answer(known, request, revision));
    const missing = requests.filter((_, i) => ranges[i] === undefined);
    if (missing.length > 0) {
      const asked = missing.map((request) => ({ revision, ...request }));
      const told = (await source.read(asked)).ranges;
      remember(
        known,
        asked.filter((one) => one.revision === revision),
        told,
      );
      let next = 0;
      ranges.forEach((one, i) => {
        if (one === undefined) ranges[i] = told[next++];
      });
    }
    return { revision, ranges: ranges as RangeResult[] };
  };
  return {
    known: (request) => answer(known, request, revision),
    read,
    changesBetween: source.changesBetween,
    identity: source.identity,
    leaseSecondsLeft: source.leaseSecondsLeft,
    close: source.close,
  };
}

function remember(known: Known[], requests: readonly RangeRequest[], results: readonly RangeResult[]): void {
  requests.forEach((request, i) => {
    const result = results[i];
    if (result === undefined || request.countOnly || request.minModRevision !== undefined) return;
    const [from, to] = boundsOf(request);
    const last = result.keys.at(-1);
    if (result.more && last === undefined) return;
    const knownTo = result.more && last !== undefined ? Buffer.from(successor(last.rawKey)) : to;
    const behind = result.count - result.keys.length;
    known.push({ from, to, knownTo, keys: result.keys, behind, withValues: !request.keysOnly });
  });
}

/** Undefined where it is not known. */
function answer(known: readonly Known[], request: RangeRequest, revision: number): RangeResult | undefined {
  if ((request.revision ?? revision) !== revision || request.minModRevision !== undefined) return undefined;
  const [from, to] = boundsOf(request);
  const needsValues = !request.keysOnly && !request.countOnly;
  for (const one of known) {
    if (Buffer.compare(one.from, from) > 0 || Buffer.compare(from, one.knownTo) > 0) continue;
    const found = within(one, request, from, to);
    // Of no key the values are known.
    if (found !== undefined && (!needsValues || one.withValues || found.keys.length === 0)) return found;
  }
  return undefined;
}

/** A range that ends behind what is known can be answered where its limit is reached before, or its keys are only counted. */
function within(known: Known, request: RangeRequest, from: Buffer, to: Buffer): RangeResult | undefined {
  const isWhole = Buffer.compare(to, known.knownTo) <= 0;
  if (!isWhole && !to.equals(known.to)) return undefined;
  const start = placeOf(known.keys, from);
  const end = isWhole ? placeOf(known.keys, to) : known.keys.length;
  const count = Math.max(0, end - start) + (isWhole ? 0 : known.behind);
  if (request.countOnly) return { keys: [], more: false, count, bytes: 0 };
  const wanted = request.limit ? Math.min(request.limit, count) : count;
  if (wanted > end - start) return undefined;
  return { keys: known.keys.slice(start, start + wanted), more: wanted < count, count, bytes: 0 };
}

/** How many keys lie before this one. */
function placeOf(keys: readonly StoredKey[], key: Buffer): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Buffer.compare((keys[middle] as StoredKey).rawKey, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function boundsOf({ from, to }: RangeRequest): [Buffer, Buffer] {
  const start = Buffer.from(from);
  return [start, to === undefined ? Buffer.from(successor(start)) : Buffer.from(to)];
}
