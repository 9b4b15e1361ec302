import { StoreError } from '../../errors.ts';
import type { Context } from '../../judging/judging.ts';
import type { Rescan } from '../../judging/reread.ts';
import { resourceName, STAGES, type Stage } from '../../stages/keys.ts';
import { schemaPathOf } from '../../stages/placed.ts';
import { type Found, findByName } from '../../store/names/find.ts';
import type { NameQuery } from '../../store/names/name-query.ts';
import type { KeyedArea } from '../../store/names/types.ts';
import { withLeases } from '../../store/read/leases.ts';
import { openScan, type Scan, scan, unfinishedTypes } from '../../store/scan/scan.ts';
import { openScanOfTypes } from '../../store/scan/types.ts';
import { partOnly } from './part-only.ts';
import type { VerifiedResource, VerifyResult } from './result.ts';
import { newRun, type RunOptions } from './verify-run.ts';

export interface VerifyOptions extends RunOptions {
  /** Is given each listed resource as it is found, instead of the result's list. */
  readonly onResource?: (resource: VerifiedResource) => void;
}

/** How far a scan has come. */
export interface Progress {
  readonly resources: number;
  /** About how many there are; undefined at first. */
  readonly expected: number | undefined;
  readonly bytes: number;
}

export interface ScanOptions extends VerifyOptions {
  readonly allowEmpty: boolean;
  readonly onProgress?: (progress: Progress) => void;
}

/** Checks every resource in the store at one revision. A part of an answer is an error: never a result. */
export async function verifyAll(context: Context, options: ScanOptions): Promise<VerifyResult> {
  const state = await openScan({ ...context, pace: options.pace });
  const { revision } = state.pinned;
  const { list, resources } = listing(options);
  const run = newRun(context, options, list);
  const { found, notes, resources: scanned } = await scanAll(context, options, state, run.take);
  const summary = await run.finish(rescanOfAll(context, options, scanned));
  if (summary.resources === 0 && !options.allowEmpty) throw nothingFound(context);
  const source = { ...(await context.source.identity()), revision };
  return {
    source,
    summary,
    resources: resources(),
    failures: [],
    notes: [...emptyStages(context, (stage) => found.has(stage)), ...notes],
    ...baselineOf(options),
  };
}

export function rescanOfAll(context: Context, { pace }: VerifyOptions, resources: number): Rescan {
  return { resources, open: () => openScan({ ...context, pace }) };
}

/** Gives what was found anything of, and remarks on what was met on the way. */
export async function scanAll(
  context: Context,
  options: Pick<ScanOptions, 'onProgress' | 'stop'>,
  state: Scan,
  take: ReturnType<typeof newRun>['take'],
): Promise<{ resources: number; found: ReadonlySet<KeyedArea>; notes: string[] }> {
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
  return { resources, found: state.found, notes: seamNote(state.seams) };
}

function seamNote(seams: readonly number[]): string[] {
  if (seams.length === 0) return [];
  const times = seams.length === 1 ? '' : `, ${seams.length} times in all`;
  return [`the scan's revision was compacted away meanwhile: it went on at ${seams.at(-1)}${times}`];
}

/** Checks what is named, all at one revision; all of a type is a part of the scan of everything. */
export async function verifyNamed(
  context: Context,
  queries: readonly NameQuery[],
  options: VerifyOptions,
): Promise<VerifyResult> {
  const types = queries.filter(isType);
  const names = queries.filter((query) => !isType(query));
  const { list, resources } = listing(options);
  const run = newRun(context, options, list);
  const scanned = await scanTypes(context, types, options, run.take);
  const rest = [...names, ...scanned.absent];
  const found = await findRest(context, rest, options, scanned.revision);
  await run.take(found.snapshots.filter(({ ref }) => !scanned.paths.has(ref.schemaPath)));
  const summary = await run.finish(scanned.rescan);
  const revision = scanned.revision ?? found.revision;
  return {
    source: { ...(await context.source.identity()), revision },
    summary,
    resources: resources(),
    failures: found.failures,
    notes: scanned.notes,
    ...baselineOf(options),
  };
}

function findRest(
  context: Context,
  queries: readonly NameQuery[],
  { pace }: VerifyOptions,
  revision: number | undefined,
): Promise<Found> | Found {
  if (queries.length === 0 && revision !== undefined) return { snapshots: [], failures: [], revision };
  return findByName(context, queries, { pace, revision, leases: true });
}

export function isType({ readings }: NameQuery): boolean {
  return readings.some(({ kind }) => kind === 'all');
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
  options: VerifyOptions,
  take: ReturnType<typeof newRun>['take'],
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

export function listing({ onResource }: VerifyOptions) {
  const listed: VerifiedResource[] = [];
  const byName = (a: VerifiedResource, b: VerifiedResource) =>
    resourceName(a.ref) < resourceName(b.ref) ? -1 : 1;
  return {
    list: onResource ?? ((resource: VerifiedResource) => void listed.push(resource)),
    resources: () => listed.sort(byName),
  };
}

/** What became of the baseline's lines, where there is one. */
export function baselineOf({ baseline }: VerifyOptions): Pick<VerifyResult, 'baseline'> {
  return baseline === undefined ? {} : { baseline: baseline.report() };
}

/** A stage whose prefix is empty while others are full is rather a wrong prefix than a broken system. */
export function emptyStages({ prefixes }: Context, isFull: (stage: Stage) => boolean): string[] {
  const full = isFull('heat_stacks') || isFull('state');
  return STAGES.filter((stage) => stage !== 'job_state' && full && !isFull(stage)).map(
    (stage) => `nothing at all is stored under ${prefixes[stage]} (${stage}): is this prefix right?`,
  );
}

export function nothingFound({ prefixes }: Context): StoreError {
  return new StoreError(`no resource found under ${STAGES.map((stage) => prefixes[stage]).join(', ')}`, {
    hint: 'is this the right cluster, and are these the right prefixes (--prefix)? --allow-empty accepts an empty store',
  });
}
