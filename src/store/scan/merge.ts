import { type Prefixes, refOfName } from '../../stages/keys.ts';
import type { Entry, Snapshot } from '../../stages/snapshot.ts';
import type { Surroundings } from '../assemble.ts';
import { latin1 } from '../bytes.ts';
import type { RangeResult, StoredKey } from '../source.ts';
import { KEYED_AREAS, type KeyedArea } from '../types.ts';

/** One area's keys of a page, and the one that comes next. */
interface Lane {
  readonly area: KeyedArea;
  readonly prefix: string;
  readonly prefixBytes: number;
  readonly keys: readonly StoredKey[];
  at: number;
  /** Of the key that comes next, behind the prefix, as binary text: its order is that of the bytes, which is etcd's. */
  name: string | undefined;
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
  const last = lanes.flatMap((lane, i) => (ranges[i]?.more ? (lastName(lane) ?? '') : [])).sort()[0];
  const snapshots: Snapshot[] = [];
  for (let name = lowestName(lanes); name !== undefined; name = lowestName(lanes)) {
    if (last !== undefined && name > last) break;
    const snapshot = takeName(lanes, name, around);
    if (snapshot !== undefined) snapshots.push(snapshot);
  }
  return { snapshots, next: last === undefined ? undefined : Buffer.from(`${last}\0`, 'latin1') };
}

function newLane(area: KeyedArea, prefix: string, keys: readonly StoredKey[]): Lane {
  const lane: Lane = { area, prefix, prefixBytes: Buffer.byteLength(prefix), keys, at: 0, name: undefined };
  moveTo(lane, 0);
  return lane;
}

function moveTo(lane: Lane, at: number): void {
  lane.at = at;
  lane.name = nameAt(lane, at);
}

function nameAt({ keys, prefixBytes }: Lane, at: number): string | undefined {
  const stored = keys[at];
  return stored === undefined ? undefined : latin1(stored.rawKey, prefixBytes);
}

function lastName(lane: Lane): string | undefined {
  return nameAt(lane, lane.keys.length - 1);
}

function lowestName(lanes: readonly Lane[]): string | undefined {
  let lowest: string | undefined;
  for (const { name } of lanes) {
    if (name !== undefined && (lowest === undefined || name < lowest)) lowest = name;
  }
  return lowest;
}

function takeName(lanes: readonly Lane[], name: string, around: Surroundings): Snapshot | undefined {
  const entries: { [A in KeyedArea]?: Entry } = {};
  let text = '';
  for (const lane of lanes) {
    const stored = lane.keys[lane.at];
    if (stored === undefined || lane.name !== name) continue;
    entries[lane.area] = stored;
    text = stored.key.slice(lane.prefix.length);
    moveTo(lane, lane.at + 1);
  }
  return snapshotOf(text, entries, around);
}

function snapshotOf(
  name: string,
  entries: { [A in KeyedArea]?: Entry },
  around: Surroundings,
): Snapshot | undefined {
  const ref = refOfName(name);
  const { config, ...stages } = entries;
  if (ref === undefined || Object.keys(stages).length === 0) return undefined;
  const jobs = around.jobs.get(ref.id) ?? [];
  const { revision, configEmpty } = around;
  return config === undefined
    ? { ref, stages, jobs, revision, configEmpty }
    : { ref, stages, config, jobs, revision, configEmpty };
}
