import type { VerifiedResource, VerifyResult } from '../commands/results.ts';
import { type ScanOptions, verifyAll, verifyNamed } from '../commands/verify.ts';
import { type FailOn, fails } from '../commands/verify-run.ts';
import { StoreError, UsageError } from '../errors.ts';
import { DEFAULT_PACE } from '../store/scan/pace.ts';
import type { Outcome } from './command.ts';
import { formatDuration } from './duration.ts';
import { tellFailures } from './failures.ts';
import { withLock } from './lock.ts';
import { worst } from './outcome.ts';
import { type ProgressMode, progressTo } from './progress.ts';
import { sinceLast, tellUnsaved } from './run-since.ts';
import { type CommonFlags, inSession, isJson, type Session } from './session.ts';
import { readyScreen, type Terminal } from './terminal.ts';
import { keepYoungGenerationSmall } from './young-generation.ts';

export interface VerifyFlags extends CommonFlags {
  readonly all?: boolean;
  readonly listAll?: boolean;
  readonly allowEmpty?: boolean;
  readonly failOn: FailOn;
  /** Milliseconds. */
  readonly settle: number;
  readonly pageSize?: number;
  readonly concurrency?: number;
  /** MiB a second. */
  readonly rate?: number;
  /** Milliseconds. */
  readonly maxDuration?: number;
  readonly progress: ProgressMode;
  /** Where the last run is remembered. */
  readonly since?: string;
  /** Milliseconds. */
  readonly minAge?: number;
  /** Milliseconds. */
  readonly maxInFlight?: number;
  readonly lock?: string;
}

export async function runVerify(
  names: readonly string[],
  flags: VerifyFlags,
  terminal: Terminal,
): Promise<Outcome> {
  checkUsage(names, flags);
  const check = () => checkInSession(names, flags, terminal);
  return flags.lock === undefined ? check() : withLock(flags.lock, terminal, check);
}

function checkInSession(names: readonly string[], flags: VerifyFlags, terminal: Terminal): Promise<Outcome> {
  return inSession(names, flags, terminal, true, async (session) => {
    const result = flags.all
      ? await scanAll(session, flags, terminal)
      : await checkNamed(session, flags, terminal);
    const failed = tellFailures(result.failures, isJson(flags), terminal);
    const exitCode = worst([
      failed,
      tellUnsaved(result, isJson(flags), terminal),
      fails(result.summary, flags.failOn) ? 1 : 0,
    ]);
    const nothing = result.summary.resources === 0 && failed > 0;
    return { output: nothing ? '' : await render(result, flags, terminal), exitCode };
  });
}

function checkUsage(names: readonly string[], flags: VerifyFlags): void {
  if (flags.all && names.length > 0) throw new UsageError('--all and names exclude each other');
  if (!flags.all && names.length === 0)
    throw new UsageError('no resource is named', { hint: 'name some, or say --all' });
  const scanOnly = (['pageSize', 'concurrency', 'rate', 'maxDuration', 'allowEmpty', 'since'] as const).find(
    (name) => flags[name] !== undefined,
  );
  if (!flags.all && scanOnly !== undefined) {
    const option = scanOnly.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(`--${option} is for --all only`);
  }
  const ages = flags.minAge !== undefined || flags.maxInFlight !== undefined;
  if (ages && flags.since === undefined)
    throw new UsageError(
      '--min-age and --max-in-flight need --since FILE: it tells when something was first seen',
    );
}

async function checkNamed(session: Session, flags: VerifyFlags, terminal: Terminal): Promise<VerifyResult> {
  const { listAll = false, failOn, settle: settleMs } = flags;
  return verifyNamed(session, session.queries, {
    listAll,
    failOn,
    settleMs,
    ...(await streaming(flags, terminal)),
  });
}

async function scanAll(session: Session, flags: VerifyFlags, terminal: Terminal): Promise<VerifyResult> {
  const { listAll = false, allowEmpty = false, failOn, settle: settleMs } = flags;
  keepYoungGenerationSmall();
  const progress = progressTo(terminal, flags.progress);
  const limit = flags.maxDuration === undefined ? undefined : timeLimit(flags.maxDuration);
  try {
    const options = {
      ...{ listAll, allowEmpty, failOn, settleMs, pace: paceOf(flags), onProgress: progress.tell },
      ...(limit === undefined ? {} : { stop: limit.signal }),
      ...(await streaming(flags, terminal)),
    };
    return await (flags.since === undefined
      ? verifyAll(session, options)
      : sinceLast(session, flags.since, flags, options));
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

/** One resource a line, written as found. */
async function streaming(
  { format }: VerifyFlags,
  { stdout }: Terminal,
): Promise<{ onResource?: (resource: VerifiedResource) => void }> {
  if (format !== 'ndjson') return {};
  const { resourceLine } = await import('../report/verify-ndjson.ts');
  return { onResource: (resource) => void stdout.write(resourceLine(resource)) };
}

async function render(result: VerifyResult, flags: VerifyFlags, terminal: Terminal): Promise<string> {
  if (flags.format === 'ndjson') return (await import('../report/verify-ndjson.ts')).summaryLine(result);
  if (flags.format === 'json') return (await import('../report/verify-json.ts')).verifyJson(result);
  const { renderVerify } = await import('../report/verify.ts');
  return renderVerify(result, await readyScreen(terminal, result), { listAll: flags.listAll ?? false });
}
