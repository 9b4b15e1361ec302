import type { Context } from '../../../judging/judging.ts';
import type { Snapshot } from '../../../stages/snapshot.ts';
import type { VerifiedResource } from '../result.ts';
import type { Tally } from '../tally.ts';
import { listing, type ScanOptions } from '../verify.ts';
import { newRun, type Run } from '../verify-run.ts';
import type { SinceContent } from './file.ts';
import { type Memory, recall } from './memory.ts';
import { newRecorder, type Recorder } from './record.ts';
import { newSample, type Sample } from './sample.ts';

export interface SinceOptions extends ScanOptions {
  readonly file: string;
  /** Rules may differ between versions: what another one has judged is judged anew. */
  readonly toolVersion: string;
  /** When the run began. */
  readonly now: Date;
  /** Milliseconds; younger errors are told as warnings. */
  readonly minAgeMs?: number;
  /** Milliseconds; longer flights are warned of. */
  readonly maxInFlightMs?: number;
}

export interface StartedRun {
  readonly run: Run;
  readonly recorder: Recorder;
  readonly sample: Sample;
  readonly take: Run['take'];
  readonly resources: () => VerifiedResource[];
}

/**
 * @param known what the last run remembered; undefined where that is not to be gone by
 * @param quiet counts of what is not looked at
 */
export function startRun(
  context: Context,
  options: SinceOptions,
  known: SinceContent | undefined,
  quiet?: Tally,
): StartedRun {
  const { now, maxInFlightMs } = options;
  const memory: Memory = {
    prefixes: context.prefixes,
    now,
    open: new Map(known?.open.map((entry) => [entry.resource, entry])),
    ...(maxInFlightMs === undefined ? {} : { maxInFlightMs }),
  };
  const judging = { ...context.judging, recall: (snapshot: Snapshot) => recall(memory, snapshot) };
  const recorder = newRecorder(memory, options, quiet);
  const sample = newSample();
  const { list, resources } = listing(options);
  const run = newRun({ ...context, judging }, options, list, recorder);
  const take = (snapshots: readonly Snapshot[]) => {
    snapshots.forEach(sample.saw);
    return run.take(snapshots);
  };
  return { run, recorder, sample, take, resources };
}
