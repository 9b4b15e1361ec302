/** The one reader by name: resources whole, with what they are judged beside. */
import {
  endOfPrefix,
  identityOf,
  jobsNaming,
  type Prefixes,
  type ResourceRef,
  rawKeyOf,
} from '../../stages/keys.ts';
import type { Snapshot } from '../../stages/snapshot.ts';
import { CompactedError } from '../errors.ts';
import { KEYED_AREAS } from '../names/types.ts';
import { inParallel } from '../scan/in-parallel.ts';
import { DEFAULT_PACE, newPace, type Pace } from '../scan/pace.ts';
import { jobsRequest } from '../scan/start.ts';
import { MAX_OPERATIONS, type RangeRequest, type RangeResult, type Source } from '../source.ts';
import { assemble, jobsById, type Surroundings } from './assemble.ts';
import { readBundles } from './bundles.ts';
import { inParts } from './in-parts.ts';
import { withLeases } from './leases.ts';
import { pacedRead } from './paced-read.ts';

export interface Place {
  readonly source: Source;
  readonly prefixes: Prefixes;
}

export interface ReadOptions {
  /** Absent: the newest, the same for all. */
  readonly revision?: number | undefined;
  /** What is known of a revision already: that is the one that is read. */
  readonly around?: Surroundings;
  readonly pace?: Pace;
  /** Whether job keys come with the seconds that their leases have left. */
  readonly leases?: boolean;
  /** What a compaction takes away meanwhile is read at a newer revision; else `CompactedError` is thrown. */
  readonly orNewer?: boolean;
}

/** Resources that fit one transaction beside the jobs. */
const BESIDE_JOBS = Math.floor((MAX_OPERATIONS - 1) / KEYED_AREAS.length);
const IN_ONE = Math.floor(MAX_OPERATIONS / KEYED_AREAS.length);

/** Each resource whole, in the order asked for; one without any key comes without stages. */
export async function readByName(
  place: Place,
  refs: readonly ResourceRef[],
  options: ReadOptions = {},
): Promise<Snapshot[]> {
  const found = new Map<string, Snapshot>();
  for await (const snapshots of readInTurn(place, refs, options))
    for (const snapshot of snapshots) found.set(identityOf(snapshot.ref), snapshot);
  return refs.flatMap((ref) => found.get(identityOf(ref)) ?? []);
}

/** The same in batches, as they come: each resource once, in no order. */
export async function* readInTurn(
  place: Place,
  refs: readonly ResourceRef[],
  options: ReadOptions = {},
): AsyncGenerator<readonly Snapshot[]> {
  if (refs.length === 0) return;
  const reader: Reader = { ...place, pace: newPace(DEFAULT_PACE), ...options };
  let { around } = options;
  let left = refs;
  if (around === undefined) {
    const first = await readFirst(reader, refs.slice(0, BESIDE_JOBS), options.revision);
    yield first.snapshots;
    ({ around } = first);
    left = refs.slice(BESIDE_JOBS);
  }
  yield* readAround(reader, left, around);
}

interface Reader extends Place, Omit<ReadOptions, 'pace'> {
  readonly pace: Pace;
}

function readAround(
  reader: Reader,
  refs: readonly ResourceRef[],
  around: Surroundings,
): AsyncGenerator<readonly Snapshot[]> {
  const chunks = Array.from({ length: Math.ceil(refs.length / IN_ONE) }, (_, i) =>
    refs.slice(i * IN_ONE, (i + 1) * IN_ONE),
  );
  return inParallel(
    chunks.map((some) => () => readChunk(reader, some, around)),
    reader.pace.concurrency,
  );
}

async function* readChunk(
  reader: Reader,
  refs: readonly ResourceRef[],
  around: Surroundings,
): AsyncGenerator<readonly Snapshot[]> {
  try {
    const read = await readSome(reader, refs, around);
    yield reader.leases ? await withLeases(reader.source, read) : read;
  } catch (error) {
    if (!reader.orNewer || !(error instanceof CompactedError)) throw error;
    for (const some of [refs.slice(0, BESIDE_JOBS), refs.slice(BESIDE_JOBS)])
      if (some.length > 0) yield (await readFirst(reader, some, undefined)).snapshots;
  }
}

interface First {
  readonly snapshots: readonly Snapshot[];
  readonly around: Surroundings;
}

/** The jobs in the same transaction, so that a few resources are one round trip. */
async function readFirst(
  reader: Reader,
  refs: readonly ResourceRef[],
  revision: number | undefined,
): Promise<First> {
  let around: Surroundings | undefined;
  const read = await inParts(refs, refs.length, async (some) => {
    if (around !== undefined) return readSome(reader, some, around);
    const first = await readBesideJobs(reader, some, revision);
    around = first.around;
    return first.snapshots;
  });
  if (around === undefined) throw new Error('nothing was asked for');
  return withConfig(reader, read, around);
}

/** Whether `/config` is empty is asked only where none of them has any, and beside what leases tell. */
async function withConfig(
  { source, prefixes, leases }: Reader,
  read: readonly Snapshot[],
  around: Surroundings,
): Promise<First> {
  const [snapshots, configEmpty] = await Promise.all([
    leases ? withLeases(source, read) : read,
    read.every(({ config }) => config === undefined) && isEmpty(source, prefixes.config, around.revision),
  ]);
  if (!configEmpty) return { snapshots, around };
  return {
    snapshots: snapshots.map((one) => ({ ...one, configEmpty })),
    around: { ...around, configEmpty },
  };
}

async function readBesideJobs(
  { source, prefixes, pace }: Reader,
  refs: readonly ResourceRef[],
  revision: number | undefined,
): Promise<First> {
  const requests = [jobsRequest(prefixes), ...refs.flatMap((ref) => requestsFor(prefixes, ref))];
  const at = revision === undefined ? requests : requests.map((request) => ({ ...request, revision }));
  const read = await pacedRead(source, pace)(at);
  const [jobs, ...ranges] = read.ranges;
  const around = {
    revision: revision ?? read.revision,
    jobs: jobsById(prefixes, jobs?.keys ?? []),
    configEmpty: false,
  };
  const snapshots = refs.map((ref, i) =>
    snapshotOf(prefixes, ref, ranges.slice(i * KEYED_AREAS.length, (i + 1) * KEYED_AREAS.length), around),
  );
  return { snapshots, around };
}

async function readSome(
  { source, prefixes, pace }: Reader,
  refs: readonly ResourceRef[],
  around: Surroundings,
): Promise<Snapshot[]> {
  const { revision } = around;
  const bundles = refs.map((ref) => requestsFor(prefixes, ref).map((request) => ({ ...request, revision })));
  const read = await readBundles({ source, pace }, bundles);
  return refs.map((ref, i) => snapshotOf(prefixes, ref, read[i] ?? [], around));
}

function requestsFor(prefixes: Prefixes, ref: ResourceRef): RangeRequest[] {
  return KEYED_AREAS.map((area) => ({ from: rawKeyOf(prefixes, area, ref) }));
}

/** @param ranges one for each of `KEYED_AREAS` */
function snapshotOf(
  prefixes: Prefixes,
  ref: ResourceRef,
  ranges: readonly RangeResult[],
  around: Surroundings,
): Snapshot {
  const keys = Object.fromEntries(KEYED_AREAS.map((area, i) => [area, ranges[i]?.keys ?? []]));
  const [found] = assemble(prefixes, keys, around);
  return found ?? absent(ref, around);
}

/** A resource of which nothing is there. */
function absent(ref: ResourceRef, { jobs, revision, configEmpty }: Surroundings): Snapshot {
  return { ref, stages: {}, jobs: jobsNaming(ref, jobs.get(ref.id) ?? []), revision, configEmpty };
}

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
