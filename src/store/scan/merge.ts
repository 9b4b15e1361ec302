import type { Prefixes } from '../../stages/keys.ts';
import {
  CONFIG,
  KEY_FROM,
  KEY_TO,
  MEMBERS,
  OFFSETS,
  type PackedKeys,
  type PackedPage,
  PackedSnapshot,
  SLASH,
  viewOf,
} from '../../stages/packed.ts';
import type { JobEntry, Snapshot } from '../../stages/snapshot.ts';
import { successor } from '../bytes.ts';
import { KEYED_AREAS } from '../names/types.ts';
import type { Surroundings } from '../read/assemble.ts';
import { packKeys } from '../read/packed-keys.ts';
import type { RangeResult } from '../source.ts';

// Of this module: an imported constant is a call in the bundle, which each key of a scan would pay for.
const [keyFrom, keyTo, placesOfKey] = [KEY_FROM, KEY_TO, OFFSETS];
const [membersOfOne, slashMember, configArea] = [MEMBERS, SLASH, CONFIG];

/** What lies behind a key's prefix, compared as etcd orders keys. */
interface Name {
  readonly view: DataView;
  from: number;
  to: number;
}

/** One area's keys of a page, and the name of the one that comes next. */
interface Lane extends Name {
  readonly keys: PackedKeys;
  readonly prefixBytes: number;
  next: number;
}

export interface Merged {
  /** What has a stage. */
  readonly snapshots: readonly Snapshot[];
  /** What only `/config` has, and a job names by its ID: a resource that is to be created, or a namesake of one. */
  readonly configOnly: readonly Snapshot[];
  /** Name behind the last one that all areas were read up to; absent where all areas were read to the end. */
  readonly next: Uint8Array | undefined;
}

/**
 * Brings the areas' keys together by name, in byte order; what only `/config` has is left out where no job names it. Where an area was cut short,
 * names behind its last key are left to the next page: what that area has of them is not known yet.
 * @param ranges one for each of `KEYED_AREAS`
 */
export function mergeByName(
  ranges: readonly RangeResult[],
  prefixes: Prefixes,
  around: Surroundings,
): Merged {
  const lanes = KEYED_AREAS.map((area, i) => newLane(prefixes[area], ranges[i]));
  const last = lanes.flatMap((lane, i) => (ranges[i]?.more ? lastName(lane) : [])).sort(Buffer.compare)[0];
  const found = snapshotsUpTo(last, lanes, around);
  return { ...found, next: last === undefined ? undefined : successor(last) };
}

function snapshotsUpTo(
  last: Uint8Array | undefined,
  lanes: readonly Lane[],
  around: Surroundings,
): Pick<Merged, 'snapshots' | 'configOnly'> {
  const end: Name | undefined = last && { view: viewOf(last), from: 0, to: last.length };
  const page = newPage(lanes, around);
  const snapshots: PackedSnapshot[] = [];
  const configOnly: PackedSnapshot[] = [];
  let placed = 0;
  for (let lowest = lowestOf(lanes); lowest !== 0; lowest = lowestOf(lanes)) {
    const lane = lanes[31 - Math.clz32(lowest)] as Lane;
    if (end !== undefined && compareNames(lane, end) > 0) break;
    const slash = slashOf(lane);
    const jobs = slash < 0 ? NO_JOBS : jobsOf(lane, slash, around);
    const isConfigOnly = lowest === 1 << configArea;
    if (slash >= 0 && (!isConfigOnly || jobs.length > 0)) {
      page.members[placed * membersOfOne + slashMember] = slash - lane.from;
      (isConfigOnly ? configOnly : snapshots).push(new PackedSnapshot(page, placed, jobs));
      take(lanes, lowest, page.members, placed * membersOfOne);
      placed++;
    }
    moveOn(lanes, lowest);
  }
  return { snapshots, configOnly };
}

function newLane(prefix: string, range: RangeResult | undefined): Lane {
  const keys = range?.placed ?? packKeys(range?.keys ?? []);
  const lane = { view: keys.view, from: 0, to: 0, keys, prefixBytes: Buffer.byteLength(prefix), next: 0 };
  lookAtNext(lane);
  return lane;
}

function lookAtNext(lane: Lane): void {
  const { offsets: places, length } = lane.keys;
  if (lane.next >= length) return;
  lane.from = (places[lane.next * placesOfKey + keyFrom] as number) + lane.prefixBytes;
  lane.to = places[lane.next * placesOfKey + keyTo] as number;
}

function moveOn(lanes: readonly Lane[], which: number): void {
  for (let i = 0; i < lanes.length; i++) {
    if ((which & (1 << i)) === 0) continue;
    const lane = lanes[i] as Lane;
    lane.next++;
    lookAtNext(lane);
  }
}

function newPage(lanes: readonly Lane[], { revision, configEmpty }: Surroundings): PackedPage {
  const most = lanes.reduce((sum, { keys }) => sum + keys.length, 0);
  return {
    areas: lanes.map(({ keys }) => keys),
    prefixBytes: lanes.map(({ prefixBytes }) => prefixBytes),
    members: new Int32Array(most * membersOfOne),
    revision,
    configEmpty,
  };
}

function lastName({ keys: { bytes, offsets: places, length }, prefixBytes }: Lane): Uint8Array {
  if (length === 0) return Buffer.alloc(0);
  const place = (length - 1) * placesOfKey;
  return bytes.subarray((places[place + keyFrom] as number) + prefixBytes, places[place + keyTo]);
}

/** Those whose next key has the lowest name, a bit each; 0 where none is left. */
function lowestOf(lanes: readonly Lane[]): number {
  let lowest: Lane | undefined;
  let which = 0;
  for (let i = 0; i < lanes.length; i++) {
    const lane = lanes[i] as Lane;
    if (lane.next >= lane.keys.length) continue;
    const order = lowest === undefined ? -1 : compareNames(lane, lowest);
    if (order > 0) continue;
    which = order === 0 ? which | (1 << i) : 1 << i;
    if (order < 0) lowest = lane;
  }
  return which;
}

/** In the order of the bytes; four at once as long as they are the same. */
function compareNames(left: Name, right: Name): number {
  const a = left.view;
  const b = right.view;
  const leftLength = left.to - left.from;
  const rightLength = right.to - right.from;
  const length = Math.min(leftLength, rightLength);
  let i = 0;
  while (i + 4 <= length && a.getInt32(left.from + i) === b.getInt32(right.from + i)) i += 4;
  for (; i < length; i++) {
    const difference = a.getUint8(left.from + i) - b.getUint8(right.from + i);
    if (difference !== 0) return difference;
  }
  return leftLength - rightLength;
}

const SLASH_BYTE = 0x2f;

/** Where the ID's slash is; negative where the name is not `<schema path>/<id>`. */
function slashOf({ view, from, to }: Name): number {
  let at = to - 1;
  while (at > from && view.getUint8(at) !== SLASH_BYTE) at--;
  return at > from && at < to - 1 ? at : -1;
}

const NO_JOBS: readonly JobEntry[] = [];

function jobsOf({ keys, to }: Lane, slash: number, { jobs }: Surroundings): readonly JobEntry[] {
  // No text is made of an ID where there is no job at all.
  if (jobs.size === 0) return NO_JOBS;
  return jobs.get(keys.bytes.toString('utf8', slash + 1, to)) ?? NO_JOBS;
}

function take(lanes: readonly Lane[], which: number, members: Int32Array, at: number): void {
  for (let i = 0; i < lanes.length; i++)
    members[at + i] = (which & (1 << i)) === 0 ? -1 : (lanes[i] as Lane).next;
}
