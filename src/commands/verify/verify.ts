import type { Context } from '../../judging/judging.ts';
import {
  emptyStages,
  jobsOfNothingNote,
  nothingFound,
  rescanOfAll,
  type ScanningOptions,
  scanAll,
  takeNamed,
} from '../../judging/scanning.ts';
import { resourceName } from '../../stages/keys.ts';
import type { NameQuery } from '../../store/names/name-query.ts';
import { jobsOfNothing, openScan } from '../../store/scan/scan.ts';
import type { VerifiedResource, VerifyResult } from './result.ts';
import { newRun, type RunOptions } from './verify-run.ts';

export interface VerifyOptions extends RunOptions {
  /** Is given each listed resource as it is found, instead of the result's list. */
  readonly onResource?: (resource: VerifiedResource) => void;
}

export interface ScanOptions extends VerifyOptions, Pick<ScanningOptions, 'onProgress'> {
  readonly allowEmpty: boolean;
}

/** What an empty store takes to be no failure. */
export const ALLOW_EMPTY = ' --allow-empty accepts an empty store';

/** Checks every resource in the store at one revision. A part of an answer is an error: never a result. */
export async function verifyAll(context: Context, options: ScanOptions): Promise<VerifyResult> {
  const state = await openScan({ ...context, pace: options.pace });
  const { revision } = state.pinned;
  const { list, resources } = listing(options);
  const run = newRun(context, options, list);
  const { found, notes, resources: scanned } = await scanAll(context, options, state, run.take);
  const { summary, notes: unasked } = await run.finish(rescanOfAll(context, options, scanned));
  if (summary.resources === 0 && !options.allowEmpty) throw nothingFound(context, ALLOW_EMPTY);
  const source = { ...(await context.source.identity()), revision };
  return {
    source,
    summary,
    resources: resources(),
    failures: [],
    notes: [
      ...emptyStages(context, (stage) => found.has(stage)),
      ...notes,
      ...jobsOfNothingNote(jobsOfNothing(state).map(({ job }) => job)),
      ...unasked,
    ],
    ...baselineOf(options),
  };
}

/** Checks what is named, all at one revision; all of a type is a part of the scan of everything. */
export async function verifyNamed(
  context: Context,
  queries: readonly NameQuery[],
  options: VerifyOptions,
): Promise<VerifyResult> {
  const { list, resources } = listing(options);
  const run = newRun(context, options, list);
  const { revision, failures, rescan, notes } = await takeNamed(context, queries, options, run.take);
  const { summary, notes: unasked } = await run.finish(rescan);
  return {
    source: { ...(await context.source.identity()), revision },
    summary,
    resources: resources(),
    failures,
    notes: [...notes, ...unasked],
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
