import type { VerifyResult } from '../commands/results.ts';
import type { SinceResult } from '../commands/since/conclude.ts';
import { type ScanOptions, type VerifyOptions, verifyAll, verifyNamed } from '../commands/verify.ts';
import { StoreError } from '../errors.ts';
import type { VerifyReport } from '../report/verify-formats.ts';
import { DEFAULT_PACE } from '../store/scan/pace.ts';
import type { Outcome } from './command.ts';
import { formatDuration } from './duration.ts';
import { exposedFile } from './exposed.ts';
import { failureOutcome } from './failure.ts';
import { isJson } from './format-option.ts';
import { loadBaseline } from './load-baseline.ts';
import { withLock } from './lock.ts';
import { tellNotes } from './notes.ts';
import { outputFile } from './output-file.ts';
import { progressTo } from './progress.ts';
import { sinceLast } from './run-since.ts';
import { inSession, loadSettings, type Session, withNotes } from './session.ts';
import { keepHeapSmall } from './small-heap.ts';
import type { Terminal } from './terminal.ts';
import type { Run, VerifyFlags } from './verify-flags.ts';
import { askedOf, reported } from './verify-report.ts';
import { checkUsage } from './verify-usage.ts';

export async function runVerify(
  names: readonly string[],
  typed: VerifyFlags,
  terminal: Terminal,
): Promise<Outcome> {
  const began = Date.now();
  checkUsage(names, typed);
  const flags = { ...typed, output: outputFile(typed.output) };
  const baseline = await loadBaseline(flags, new Date(began));
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
    (session) => reported(run, (making) => verify(run, session, making)),
    told,
  );
}

async function verify(
  { flags, baseline, terminal }: Run,
  session: Session,
  making: VerifyReport,
): Promise<VerifyResult & Partial<SinceResult>> {
  const options: VerifyOptions = {
    ...{ listAll: flags.listAll ?? false, failOn: flags.failOn, settleMs: flags.settle },
    ...(baseline === undefined ? {} : { baseline }),
    ...(making.onResource === undefined ? {} : { onResource: making.onResource }),
  };
  return flags.all
    ? scanAll(session, flags, options, terminal)
    : verifyNamed(session, session.queries, options);
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
      ...{ allowEmpty: flags.allowEmpty ?? false, pace: paceOf(flags), onProgress: progress.tell },
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

function paceOf({ pageSize, concurrency, rate }: VerifyFlags): ScanOptions['pace'] {
  return {
    ...DEFAULT_PACE,
    pageKeys: pageSize ?? DEFAULT_PACE.pageKeys,
    concurrency: concurrency ?? DEFAULT_PACE.concurrency,
    ...(rate === undefined ? {} : { bytesPerSecond: rate * 2 ** 20 }),
  };
}

function timeLimit(ms: number): { signal: AbortSignal; cancel: () => void } {
  const controller = new AbortController();
  const reason = new StoreError(`stopped after --max-duration ${formatDuration(ms)}`);
  const timer = setTimeout(() => controller.abort(reason), ms);
  return { signal: controller.signal, cancel: () => clearTimeout(timer) };
}
