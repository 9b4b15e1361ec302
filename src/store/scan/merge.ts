import { type Prefixes, refOfName, type Stage } from '../../stages/keys.ts';
import type { Entry, JobEntry, Snapshot } from '../../stages/snapshot.ts';
import type { Surroundings } from '../assemble.ts';
import { successor } from '../bytes.ts';
import type { RangeResult, StoredKey } from '../source.ts';
import { KEYED_AREAS, type KeyedArea } from '../types.ts';

/** One area's keys of a page, and the one that comes next. */
interface Lane {
  readonly area: KeyedArea;
  readonly prefix: string;
  readonly prefixBytes: number;
  readonly keys: readonly StoredKey[];
  at: number;
  /** The key that comes next; what lies behind its prefix is its name. Names are compared as bytes, as etcd orders them. */
  rawKey: Uint8Array | undefined;
}

export interface Merged {
  readonly snapshots: readonly Snapshot[];
  /** Name behind the last one that all areas were read up to; absent where all areas were read to the end. */
  readonly next: Uint8Array | undefined;
}

/**
 * Brings the areas' keys together by name, in byte order; what has no stage is left out. Where an area was cut short,
 * names behind its last key are left to the next page: what that area has of them is not known yet.
 * @param ranges one for each of `KEYED_AREAS`
 */
export function mergeByName(
  ranges: readonly RangeResult[],
  prefixes: Prefixes,
  around: Surroundings,
): Merged {
  const lanes = KEYED_AREAS.map((area, i) => newLane(area, prefixes[area], ranges[i]?.keys ?? []));
  const last = lanes.flatMap((lane, i) => (ranges[i]?.more ? lastName(lane) : [])).sort(Buffer.compare)[0];
  const snapshots: Snapshot[] = [];
  for (let lowest = lowestLanes(lanes); lowest.length > 0; lowest = lowestLanes(lanes)) {
    if (last !== undefined && isBehind(lowest[0], last)) break;
    const snapshot = takeName(lowest, around);
    if (snapshot !== undefined) snapshots.push(snapshot);
  }
  return { snapshots, next: last === undefined ? undefined : successor(last) };
}

function newLane(area: KeyedArea, prefix: string, keys: readonly StoredKey[]): Lane {
  const prefixBytes = Buffer.byteLength(prefix);
  return { area, prefix, prefixBytes, keys, at: 0, rawKey: keys[0]?.rawKey };
}

function lastName({ keys, prefixBytes }: Lane): Uint8Array {
  return keys.at(-1)?.rawKey.subarray(prefixBytes) ?? Buffer.alloc(0);
}

function isBehind(lane: Lane | undefined, name: Uint8Array): boolean {
  const rawKey = lane?.rawKey ?? name;
  return compareFrom(rawKey, lane?.prefixBytes ?? 0, name, 0) > 0;
}

/** Those whose next key has the lowest name. */
function lowestLanes(lanes: readonly Lane[]): Lane[] {
  const lowest: Lane[] = [];
  for (const lane of lanes) {
    if (lane.rawKey === undefined) continue;
    const [other] = lowest;
    const order =
      other?.rawKey === undefined
        ? 0
        : compareFrom(lane.rawKey, lane.prefixBytes, other.rawKey, other.prefixBytes);
    if (order < 0) lowest.length = 0;
    if (order <= 0) lowest.push(lane);
  }
  return lowest;
}

/** In the order of the bytes. Without a view of each: this is done for each key of a scan. */
function compareFrom(left: Uint8Array, leftFrom: number, right: Uint8Array, rightFrom: number): number {
  const length = Math.min(left.length - leftFrom, right.length - rightFrom);
  for (let i = 0; i < length; i++) {
    const difference = (left[leftFrom + i] as number) - (right[rightFrom + i] as number);
    if (difference !== 0) return difference;
  }
  return left.length - leftFrom - (right.length - rightFrom);
}

function takeName(lanes: readonly Lane[], around: Surroundings): Snapshot | undefined {
  const [first] = lanes;
  const ref = refOfName(first?.keys[first.at]?.key.slice(first.prefix.length) ?? '');
  const stages: { [S in Stage]?: Entry } = {};
  let config: Entry | undefined;
  for (const lane of lanes) {
    const stored = lane.keys[lane.at] as StoredKey;
    if (lane.area === 'config') config = stored;
    else stages[lane.area] = stored;
    lane.at += 1;
    lane.rawKey = lane.keys[lane.at]?.rawKey;
  }
  if (ref === undefined || (config !== undefined && lanes.length === 1)) return undefined;
  const jobs = around.jobs.get(ref.id) ?? NO_JOBS;
  const { revision, configEmpty } = around;
  return config === undefined
    ? { ref, stages, jobs, revision, configEmpty }
    : { ref, stages, config, jobs, revision, configEmpty };
}

const NO_JOBS: readonly JobEntry[] = [];
