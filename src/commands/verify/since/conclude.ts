import { type KnownError, StoreError } from '../../../errors.ts';
import type { Context } from '../../../judging/judging.ts';
import { emptyStages, nothingFound, rescanOfAll } from '../../../judging/scanning.ts';
import type { SinceInfo, VerifyResult } from '../result.ts';
import { ALLOW_EMPTY, baselineOf } from '../verify.ts';
import type { SinceContent } from './file.ts';
import { type BaseRun, contentOf } from './next-content.ts';
import type { SinceOptions, StartedRun } from './start-run.ts';
import { saveSince } from './storage.ts';

export interface SinceResult extends VerifyResult {
  readonly since: SinceInfo;
  /** The verdicts stand, but the file could not be written. */
  readonly unsaved?: KnownError;
}

/** Settles the suspects, sums up, and leaves for the next run what it has to know. */
export async function conclude(
  context: Context,
  options: SinceOptions,
  begun: StartedRun,
  ground: BaseRun,
): Promise<SinceResult> {
  const { summary, notes } = await begun.run.finish(
    rescanOfAll(context, options, Math.max(...Object.values(ground.counts))),
  );
  if (summary.resources === 0 && !options.allowEmpty) throw nothingFound(context, ALLOW_EMPTY);
  const { revision, known, fullRun } = ground;
  const source = { ...(await context.source.identity()), revision };
  const unsaved = save(options.file, contentOf(context, options, begun, ground, source.clusterId));
  return {
    source,
    summary,
    resources: begun.resources(),
    failures: [],
    notes: [...ground.notes, ...emptyStages(context, (stage) => ground.counts[stage] > 0), ...notes],
    since: { revision: known?.revision ?? null, fullRun: fullRun ?? null, lastRun: known?.saved_at ?? null },
    ...baselineOf(options),
    ...(unsaved === undefined ? {} : { unsaved }),
  };
}

function save(file: string, content: SinceContent): KnownError | undefined {
  try {
    saveSince(file, content);
    return undefined;
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
}
