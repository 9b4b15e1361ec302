import { StoreError } from '../../errors.ts';
import type { Context } from '../../judging/judging.ts';
import { resourceName, STAGES, type Stage } from '../../stages/keys.ts';
import { resolveNames, vanished } from '../../store/names/lookup.ts';
import type { NameQuery } from '../../store/names/name-query.ts';
import type { KeyedArea } from '../../store/names/types.ts';
import { hasStage } from '../../store/read/assemble.ts';
import { readByName } from '../../store/read/by-name.ts';
import { withLeases } from '../../store/read/leases.ts';
import { openScan, type Scan, scan, unfinishedTypes } from '../../store/scan/scan.ts';
import { newestRevision } from '../../store/scan/start.ts';
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
  const summary = await run.finish(scanned);
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

/** Gives what was found anything of, and remarks on what was met on the way. */
export async function scanAll(
  context: Context,
  options: ScanOptions,
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

/** Checks the resources that are named, all at one revision. */
export async function verifyNamed(
  context: Context,
  queries: readonly NameQuery[],
  options: VerifyOptions,
): Promise<VerifyResult> {
  const { source, prefixes } = context;
  const { refs, failures } = await resolveNames(source, prefixes, queries);
  const snapshots = await readByName({ source, prefixes }, refs);
  const { list, resources } = listing(options);
  const run = newRun(context, options, list);
  await run.take(await withLeases(source, snapshots.filter(hasStage)));
  const gone = snapshots.filter((snapshot) => !hasStage(snapshot)).map(({ ref }) => vanished(ref));
  const revision = snapshots[0]?.revision ?? (await newestRevision(source, prefixes));
  const summary = await run.finish();
  const told = { ...(await source.identity()), revision };
  return {
    source: told,
    summary,
    resources: resources(),
    failures: [...failures, ...gone],
    notes: [],
    ...baselineOf(options),
  };
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
