/** Everything in the store, or what is named of it, handed on in batches: what verify checks and list lists. */
import { StoreError } from '../errors.ts';
import { STAGES, type Stage } from '../stages/keys.ts';
import { schemaPathOf } from '../stages/packed.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { type Found, findByName } from '../store/names/find.ts';
import { isWholeType, type NameQuery } from '../store/names/name-query.ts';
import type { KeyedArea } from '../store/names/types.ts';
import { withLeases } from '../store/read/leases.ts';
import type { Pace } from '../store/scan/pace.ts';
import { openScan, type Scan, scan, unfinishedTypes } from '../store/scan/scan.ts';
import { openScanOfTypes } from '../store/scan/types.ts';
import type { Context } from './judging.ts';
import type { Rescan } from './reread.ts';
import type { NameFailure } from './results.ts';

/** How far a scan has come. */
export interface Progress {
  readonly resources: number;
  /** About how many there are; undefined at first. */
  readonly expected: number | undefined;
  readonly bytes: number;
}

export interface ScanningOptions {
  /** Of all reads. */
  readonly pace: Pace;
  readonly onProgress?: (progress: Progress) => void;
  /** Stops the scan; its reason tells why. */
  readonly stop?: AbortSignal;
}

/** Takes resources that were read together. */
export type Take = (snapshots: readonly Snapshot[]) => Promise<void>;

interface Scanned {
  readonly resources: number;
  /** Areas of which anything was found. */
  readonly found: ReadonlySet<KeyedArea>;
  /** Remarks on what was met on the way. */
  readonly notes: string[];
}

/** All of a scan. A part of an answer is an error: never a result. */
export async function scanAll(
  context: Context,
  options: Omit<ScanningOptions, 'pace'>,
  state: Scan,
  take: Take,
): Promise<Scanned> {
  let resources = 0;
  try {
    for await (const snapshots of scan(state)) {
      await take(await withLeases(context.source, snapshots));
      resources += snapshots.length;
      options.onProgress?.({ resources, expected: state.expected, bytes: state.pace.bytes() });
      options.stop?.throwIfAborted();
    }
  } catch (error) {
    const left = unfinishedTypes(state).join(', ');
    const about = state.expected === undefined ? '' : ` of about ${state.expected}`;
    throw partOnly(error, `${resources}${about} resources were looked at; not done: ${left}`);
  }
  return { resources, found: state.found, notes: restartNote(state.restarts) };
}

function restartNote(restarts: readonly number[]): string[] {
  if (restarts.length === 0) return [];
  const times = restarts.length === 1 ? '' : `, ${restarts.length} times in all`;
  return [`the scan's revision was compacted away meanwhile: it went on at ${restarts.at(-1)}${times}`];
}

/** The same error, with how far it came: a part of an answer is no answer. */
export function partOnly(error: unknown, howFar: string): unknown {
  if (!(error instanceof StoreError)) return error;
  const { message, hint, cause } = error;
  return new StoreError(`${message} (${howFar})`, {
    cause: cause ?? error,
    ...(hint === undefined ? {} : { hint }),
  });
}

interface Taken {
  readonly revision: number;
  readonly failures: readonly NameFailure[];
  /** How what was scanned can be scanned again, where anything was. */
  readonly rescan?: Rescan;
  readonly notes: string[];
}

/** What is named, each once and all at one revision; all of a type is a part of the scan of everything. */
export async function takeNamed(
  context: Context,
  queries: readonly NameQuery[],
  options: ScanningOptions,
  take: Take,
): Promise<Taken> {
  const types = queries.filter(isWholeType);
  const names = queries.filter((query) => !isWholeType(query));
  const scanned = await scanTypes(context, types, options, take);
  const rest = [...names, ...scanned.absent];
  const found = await findRest(context, rest, options, scanned.revision);
  await take(found.snapshots.filter(({ ref }) => !scanned.paths.has(ref.schemaPath)));
  return {
    revision: scanned.revision ?? found.revision,
    failures: found.failures,
    ...(scanned.rescan && { rescan: scanned.rescan }),
    notes: scanned.notes,
  };
}

function findRest(
  context: Context,
  queries: readonly NameQuery[],
  { pace }: ScanningOptions,
  revision: number | undefined,
): Promise<Omit<Found, 'longNames'>> | Omit<Found, 'longNames'> {
  if (queries.length === 0 && revision !== undefined) return { snapshots: [], failures: [], revision };
  return findByName(context, queries, { pace, revision, leases: true });
}

interface ScannedTypes {
  /** Of which something was found. */
  readonly paths: ReadonlySet<string>;
  /** Types of which nothing was found. */
  readonly absent: readonly NameQuery[];
  readonly revision?: number;
  readonly rescan?: Rescan;
  readonly notes: string[];
}

async function scanTypes(
  context: Context,
  queries: readonly NameQuery[],
  options: ScanningOptions,
  take: Take,
): Promise<ScannedTypes> {
  if (queries.length === 0) return { paths: new Set(), absent: [], notes: [] };
  const open = () => openScanOfTypes({ ...context, pace: options.pace }, queries);
  const { state, pathsOf } = await open();
  const paths = new Set<string>();
  const ofTypes = new Set(queries.flatMap(pathsOf));
  const isOf = (path: string) => ofTypes.has(path) && Boolean(paths.add(path));
  const { notes, resources } = await scanAll(context, options, state, async (snapshots) => {
    // What lies under a deeper path is of another type.
    await take(snapshots.filter((snapshot) => isOf(schemaPathOf(snapshot))));
  });
  const absent = queries.filter((query) => !pathsOf(query).some((path) => paths.has(path)));
  const rescan = { resources, open: async () => (await open()).state };
  return { paths, absent, notes, rescan, revision: state.pinned.revision };
}

export function rescanOfAll(
  context: Context,
  { pace }: Pick<ScanningOptions, 'pace'>,
  resources: number,
): Rescan {
  return { resources, open: () => openScan({ ...context, pace }) };
}

/** A stage whose prefix is empty while others are full is rather a wrong prefix than a broken system. */
export function emptyStages({ prefixes }: Context, isFull: (stage: Stage) => boolean): string[] {
  const full = isFull('heat_stacks') || isFull('state');
  return STAGES.filter((stage) => stage !== 'job_state' && full && !isFull(stage)).map(
    (stage) => `nothing at all is stored under ${prefixes[stage]} (${stage}): is this prefix right?`,
  );
}

const JOBS_TOLD = 3;

/** @param jobs whose ID neither a stage nor `/config` has */
export function jobsOfNothingNote(jobs: readonly string[]): string[] {
  const names = [...new Set(jobs)].sort();
  if (names.length === 0) return [];
  const more = names.length > JOBS_TOLD ? ` and ${names.length - JOBS_TOLD} more` : '';
  const what = names.length === 1 ? '1 job names no resource' : `${names.length} jobs name no resource`;
  return [`${what} (neither a stage nor /config has its ID): ${names.slice(0, JOBS_TOLD).join(', ')}${more}`];
}

/** @param more what to try beside looking at cluster and prefixes */
export function nothingFound({ prefixes }: Context, more = ''): StoreError {
  return new StoreError(`no resource found under ${STAGES.map((stage) => prefixes[stage]).join(', ')}`, {
    hint: `is this the right cluster, and are these the right prefixes (--prefix)?${more}`,
  });
}
