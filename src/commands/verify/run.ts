import { StoreError } from '../../errors.ts';
import { learnLongNames } from '../../judging/long-names.ts';
import { formatDuration } from '../../settings/duration.ts';
import { exposedFile } from '../../settings/exposed.ts';
import { isJson } from '../../settings/format.ts';
import { inSession, loadSettings, type Session, withNotes } from '../../settings/session.ts';
import { isWholeType } from '../../store/names/name-query.ts';
import { DEFAULT_PACE, newPace, type Pace } from '../../store/scan/pace.ts';
import { keepHeapSmall } from '../../system/heap.ts';
import { tellNotes } from '../../terminal/outcome.ts';
import { outputFile } from '../../terminal/output-file.ts';
import { progressTo } from '../../terminal/progress.ts';
import type { Outcome, Terminal } from '../../terminal/terminal.ts';
import { loadBaseline } from './baseline/load.ts';
import { failureOutcome } from './failure.ts';
import type { Run, VerifyFlags } from './flags.ts';
import type { VerifyReport } from './formats/formats.ts';
import { withLock } from './lock.ts';
import { askedOf, reported } from './report.ts';
import type { VerifyResult } from './result.ts';
import { sinceLast } from './run-since.ts';
import type { SinceResult } from './since/conclude.ts';
import { checkUsage } from './usage.ts';
import { type VerifyOptions, verifyAll, verifyNamed } from './verify.ts';

export async function runVerify(
  names: readonly string[],
  typed: VerifyFlags,
  terminal: Terminal,
): Promise<Outcome> {
  const began = performance.now();
  checkUsage(names, typed);
  const flags = { ...typed, output: outputFile(typed.output) };
  const baseline = await loadBaseline(flags, new Date());
  const settings = withNotes(await loadSettings(flags, terminal), exposedSince(flags, terminal));
  const run: Run = { names, flags, terminal, baseline, settings, began };
  const outcome = await verdictOrFailure(run);
  if (flags.quiet && outcome.exitCode !== 0) tellNotes(settings.notes, isJson(flags), terminal);
  return outcome;
}

function exposedSince({ since }: VerifyFlags, { env }: Terminal): string[] {
  return since === undefined ? [] : exposedFile('--since', since, env);
}

/** A failure is told here, where it is known which context it is about, and while its files are still this run's. */
async function verdictOrFailure(run: Run): Promise<Outcome> {
  const { flags, terminal } = run;
  const failed = (error: unknown) => failureOutcome(error, askedOf(run), terminal);
  const check = () => checkInSession(run).catch(failed);
  return flags.lock === undefined ? check() : withLock(flags.lock, check).catch(failed);
}

function checkInSession(run: Run): Promise<Outcome> {
  const { names, flags, terminal, settings } = run;
  const told = flags.quiet ? { ...settings, notes: [] } : settings;
  return inSession(
    names,
    flags,
    terminal,
    true,
    (session) => reported(run, (report) => verify(run, session, report)),
    told,
  );
}

async function verify(
  { flags, baseline, terminal }: Run,
  session: Session,
  report: VerifyReport,
): Promise<VerifyResult & Partial<SinceResult>> {
  const options: VerifyOptions = {
    ...{ listAll: flags.listAll ?? false, failOn: flags.failOn, settleMs: flags.settle, pace: paceOf(flags) },
    ...(baseline === undefined ? {} : { baseline }),
    ...(report.onResource === undefined ? {} : { onResource: report.onResource }),
  };
  if (session.queries.some(isWholeType)) keepHeapSmall();
  const result = await (flags.all
    ? scanAll(session, flags, options, terminal)
    : verifyNamed(session, session.queries, options));
  await learnLongNames(session, report.named?.(result) ?? [], terminal.typed);
  return result;
}

async function scanAll(
  session: Session,
  flags: VerifyFlags,
  options: VerifyOptions,
  terminal: Terminal,
): Promise<VerifyResult & Partial<SinceResult>> {
  keepHeapSmall();
  const progress = progressTo(terminal, flags.progress);
  const limit = flags.maxDuration === undefined ? undefined : timeLimit(flags.maxDuration);
  try {
    const scan = {
      ...options,
      ...{ allowEmpty: flags.allowEmpty ?? false, onProgress: progress.tell },
      ...(limit === undefined ? {} : { stop: limit.signal }),
    };
    return await (flags.since === undefined
      ? verifyAll(session, scan)
      : sinceLast(session, flags.since, flags, scan));
  } finally {
    progress.end();
    limit?.cancel();
  }
}

/** One for the whole run: its limits are those of all reads together. */
function paceOf({ pageSize, concurrency, rate }: VerifyFlags): Pace {
  return newPace({
    ...DEFAULT_PACE,
    pageKeys: pageSize ?? DEFAULT_PACE.pageKeys,
    concurrency: concurrency ?? DEFAULT_PACE.concurrency,
    ...(rate === undefined ? {} : { bytesPerSecond: rate * 2 ** 20 }),
  });
}

function timeLimit(ms: number): { signal: AbortSignal; cancel: () => void } {
  const controller = new AbortController();
  const reason = new StoreError(`stopped after --max-duration ${formatDuration(ms)}`);
  const timer = setTimeout(() => controller.abort(reason), ms);
  return { signal: controller.signal, cancel: () => clearTimeout(timer) };
}
