/** How an area is walked through by its schema paths, in bytes, as keys need not be UTF-8. */
import { behind, successor, utf8 } from '../bytes.ts';
import type { RangeRequest, RangeResult } from '../source.ts';

/** Keys a step asks for: more than one, so that small types and stray keys above the types cost no step each. */
const KEYS_A_STEP = 16;
/** Steps that are spent on the keys of a schema path that other schema paths lie under, before they are skipped. */
const STEPS_AMONG_STRAYS = 64;

const SLASH = 0x2f;
/** Where a range of types is cut; types beginning with anything else lie in one of the parts all the same. */
const LETTERS = Buffer.from('bcdefghijklmnopqrstuvwxyz');

/** A part of an area that is still to be looked through. */
export interface Walk {
  readonly prefixBytes: number;
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  /** Not cut at the letters yet. */
  readonly wide: boolean;
  readonly patience: number;
}

export function startOf(prefix: string): Walk {
  const from = Buffer.from(prefix);
  return {
    prefixBytes: from.length,
    from,
    to: behind(prefix),
    wide: true,
    patience: STEPS_AMONG_STRAYS,
  };
}

/**
 * What is left of a walk without the keys of these schema paths: in byte order of `<schema path>/`, and none of them
 * under another.
 */
export function without(walk: Walk, paths: readonly string[]): Walk[] {
  const prefix = walk.from.subarray(0, walk.prefixBytes);
  const edge = (path: string, byte: number) => Buffer.concat([prefix, Buffer.from(path), Buffer.of(byte)]);
  const froms = [walk.from, ...paths.map((path) => edge(path, SLASH + 1))];
  const tos = [...paths.map((path) => edge(path, SLASH)), walk.to];
  return froms.flatMap((from, i) => part(walk, from, tos[i] ?? walk.to, walk.wide));
}

/** The next keys of a walk. */
export function stepOf({ from, to }: Walk): RangeRequest {
  return { from, to, limit: KEYS_A_STEP, keysOnly: true };
}

/** What is left of a walk: always behind the last key seen, so it comes to an end whatever the keys are. */
export function rest(walk: Walk, result: RangeResult | undefined, parents: ReadonlySet<string>): Walk[] {
  const last = result?.keys.at(-1)?.rawKey;
  if (last === undefined || result?.more !== true) return [];
  const slash = last.lastIndexOf(SLASH);
  if (parents.has(pathOf(walk, last) ?? '') && walk.patience > 0) {
    return [{ ...walk, from: successor(last), patience: walk.patience - 1 }];
  }
  // A key with an empty ID is the very first of its path: the path's other keys are still to come.
  if (slash < walk.prefixBytes || slash === last.length - 1) return [{ ...walk, from: successor(last) }];
  const from = withByte(last.subarray(0, slash), SLASH + 1);
  return walk.wide ? cutAtLetters(walk, from) : cut(walk, from, walk.to, []);
}

/** `from` is `<prefix><parents>/<type>0`: cuts at `<prefix><parents>/b`, …, `/z`, and behind all with these parents. */
function cutAtLetters(walk: Walk, from: Uint8Array): Walk[] {
  const slash = Math.max(from.lastIndexOf(SLASH), walk.prefixBytes - 1);
  const letters = [...LETTERS].map((letter) => withByte(from.subarray(0, slash + 1), letter));
  const behindAll = slash < walk.prefixBytes ? walk.to : withByte(from.subarray(0, slash), SLASH + 1);
  const end = Buffer.compare(behindAll, walk.to) < 0 ? behindAll : walk.to;
  return [...cut(walk, from, end, letters), ...part(walk, end, walk.to, true)];
}

/**
 * Cuts also where a type with a shorter common beginning would begin, so that types that begin alike are found side by
 * side: behind `ports` at `portt`, `poru`, `pos`, `pp`.
 */
function cut(walk: Walk, from: Uint8Array, end: Uint8Array, edges: readonly Uint8Array[]): Walk[] {
  const slash = Math.max(from.lastIndexOf(SLASH), walk.prefixBytes - 1);
  const branches = [...from.subarray(slash + 1, -1).keys()].flatMap((at) => branchesAt(from, slash + 1 + at));
  const inside = [...edges, ...branches]
    .filter((edge) => Buffer.compare(edge, from) > 0 && Buffer.compare(edge, end) < 0)
    .sort(Buffer.compare);
  const bounds = [from, ...inside, end];
  return bounds.slice(1).flatMap((edge, i) => part(walk, bounds[i] ?? from, edge, false));
}

const ALPHABETS = [Buffer.from('0123456789'), Buffer.from('abcdefghijklmnopqrstuvwxyz')];

/** Where names begin that differ from this one first at this byte; numbers, and the last letter, often count types up. */
function branchesAt(name: Uint8Array, at: number): Uint8Array[] {
  const byte = name[at] ?? 0;
  const [digits, letters] = ALPHABETS;
  const isLast = at === name.length - 2;
  const counted = digits?.includes(byte) ? digits : isLast && letters?.includes(byte) ? letters : [];
  const next = [...counted].filter((other) => other > byte + 1);
  return [byte + 1, ...next, ...(counted.length > 0 ? [(counted.at(-1) ?? 0) + 1] : [])]
    .filter((other) => other < 256)
    .map((other) => withByte(name.subarray(0, at), other));
}

function part(walk: Walk, from: Uint8Array, to: Uint8Array, wide: boolean): Walk[] {
  return Buffer.compare(from, to) < 0 ? [{ ...walk, from, to, wide }] : [];
}

function withByte(bytes: Uint8Array, byte: number): Uint8Array {
  return Buffer.concat([bytes, Buffer.from([byte])]);
}

/** Undefined where the key has no path, no ID, or a path that is not UTF-8. */
export function pathOf(walk: Walk, rawKey: Uint8Array): string | undefined {
  const slash = rawKey.lastIndexOf(SLASH);
  if (slash < walk.prefixBytes || slash === rawKey.length - 1) return undefined;
  return utf8(rawKey.subarray(walk.prefixBytes, slash));
}
