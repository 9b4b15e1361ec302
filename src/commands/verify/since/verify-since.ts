/** Verify of everything that looks only at what may have changed since the last run with the same file. */

import type { Context } from '../../../judging/judging.ts';
import { jobsOfNothingNote, scanAll } from '../../../judging/scanning.ts';
import { CompactedError } from '../../../store/errors.ts';
import { withLeases } from '../../../store/read/leases.ts';
import { jobsOfNothing, openScan } from '../../../store/scan/scan.ts';
import { conclude, type SinceResult } from './conclude.ts';
import type { SinceContent } from './file.ts';
import { readAround } from './first-reads.ts';
import { type Plan, planRun } from './plan.ts';
import { checkPlace, checkSettings, NeedsFullRun } from './settings.ts';
import { type SinceOptions, startRun } from './start-run.ts';

import { checkWritable, loadSince } from './storage.ts';

/**
 * The same answer as a full run's, and since when each finding is known. Whatever is not certain leads to a full run,
 * and is said. Throws `UsageError`, before etcd is asked, where the file can't be replaced.
 */
export async function verifySince(context: Context, options: SinceOptions): Promise<SinceResult> {
  checkWritable(options.file);
  const found = loadSince(options.file);
  if (found === 'missing') return fullRun(context, options, undefined, `there was no ${options.file} yet`);
  if ('unusable' in found) {
    const reason = `${options.file} ${found.unusable}; since when anything is known is lost`;
    return fullRun(context, options, undefined, reason);
  }
  const plan = await planFor(context, options, found);
  if (plan instanceof NeedsFullRun) {
    return fullRun(context, options, plan.forget ? undefined : found, plan.message);
  }
  return incrementalRun(context, options, found, plan);
}

/** Reads all that is to be looked at; nothing is judged or listed before it is certain that this is enough. */
async function planFor(
  context: Context,
  options: SinceOptions,
  known: SinceContent,
): Promise<Plan | NeedsFullRun> {
  try {
    checkPlace(context, known);
    const now = await readAround(context.source, known);
    await checkSettings(context, options, known);
    const { source, judging } = context;
    const { pace } = options;
    return await planRun({ source, judging, pace, failOn: options.failOn, content: known }, now);
  } catch (error) {
    if (error instanceof NeedsFullRun) return error;
    if (!(error instanceof CompactedError)) throw error;
    return new NeedsFullRun(`revision ${known.revision}, that of the last run, was compacted away meanwhile`);
  }
}

async function incrementalRun(
  context: Context,
  options: SinceOptions,
  known: SinceContent,
  plan: Plan,
): Promise<SinceResult> {
  options.stop?.throwIfAborted();
  const begun = startRun(context, options, known, plan.quiet);
  await begun.take(await withLeases(context.source, plan.snapshots));
  const { revision, configEmpty } = plan.now;
  const { counts, names: moved } = plan.moved;
  const { ofNothing } = plan;
  const notes = jobsOfNothingNote(
    ofNothing.flatMap((id) => (plan.now.jobs.get(id) ?? []).map(({ job }) => job)),
  );
  return conclude(context, options, begun, {
    ...{ revision, configEmpty, counts, known, moved, ofNothing, notes },
  });
}

async function fullRun(
  context: Context,
  options: SinceOptions,
  known: SinceContent | undefined,
  reason: string,
): Promise<SinceResult> {
  const state = await openScan({ ...context, pace: options.pace });
  const { pinned, counts } = state;
  const { revision, configEmpty } = pinned;
  const begun = startRun(context, options, known);
  const scanned = await scanAll(context, options, state, begun.take);
  const jobs = jobsOfNothing(state);
  const ofNothing = [...new Set(jobs.map(({ id }) => id))];
  const told = jobsOfNothingNote(jobs.map(({ job }) => job));
  const notes = [`full run: ${reason}`, ...scanned.notes, ...told];
  return conclude(context, options, begun, {
    ...{ revision, configEmpty, counts, known, fullRun: reason, ofNothing, notes },
  });
}
