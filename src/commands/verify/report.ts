/** From a run of verify to what is printed, or lies in a file, and the exit code. */

import { timesOf } from '../../clock/folder.ts';
import type { TimeOf } from '../../clock/notes.ts';
import { isJson } from '../../settings/format.ts';
import { tellFailures, worst } from '../../terminal/outcome.ts';
import { fileSink } from '../../terminal/output-file.ts';
import { type Outcome, readyFile, readyScreen, type Terminal } from '../../terminal/terminal.ts';
import { noteClock } from './clock.ts';
import { type Asked, reportFailure } from './failure.ts';
import type { Run, VerifyFlags } from './flags.ts';
import {
  type FormatContext,
  VERIFY_FORMATS,
  type VerifyFormat,
  type VerifyReport,
} from './formats/formats.ts';
import type { VerifyResult } from './result.ts';
import { tellUnsaved } from './run-since.ts';
import type { SinceResult } from './since/conclude.ts';
import { fails } from './verify-run.ts';

/** For a failure of this run. */
export function askedOf({ flags: { format, output, debug = false }, settings, began }: Run): Asked {
  return { format, output, debug, context: settings.context?.name, began };
}

type Verify = (report: VerifyReport) => Promise<VerifyResult & Partial<SinceResult>>;

/** Runs it and tells what came of it; into a file only what is whole. */
export async function reported(run: Run, verify: Verify): Promise<Outcome> {
  const { output, format } = run.flags;
  const { fileMode }: VerifyFormat = VERIFY_FORMATS[format];
  if (output === undefined) return report(run, verify, (text) => void run.terminal.print(text));
  const sink = fileSink(output, fileMode);
  try {
    const { output: text, exitCode, whole } = await report(run, verify, sink.write);
    if (!whole) return { output: text, exitCode };
    sink.write(text);
    sink.done();
    return { output: '', exitCode };
  } finally {
    sink.drop();
  }
}

interface Reported {
  readonly output: string;
  readonly exitCode: number;
  /** It is a result, if only of the names that could be dealt with. */
  readonly whole: boolean;
}

async function report(run: Run, verify: Verify, write: (text: string) => void): Promise<Reported> {
  const { flags, terminal, began, settings } = run;
  const format: VerifyFormat = VERIFY_FORMATS[flags.format];
  let timeOf: TimeOf | undefined;
  const report = await format.report(contextOf(flags, terminal, () => timeOf, write));
  const found = await verify(report);
  const result = isOfAll(run, found) ? noteClock(run, found) : found;
  timeOf = timesOf(settings.clock, result.source.clusterId);
  const failed = tellFailed(result, isJson(flags), terminal);
  if (failed.code > 0 && (format.failure !== undefined || result.summary.resources === 0)) {
    return { ...(await reportFailure(failed.message, failed.code, askedOf(run), terminal)), whole: false };
  }
  const verdict = report.exitCode?.(result) ?? (fails(result.summary, flags.failOn) ? 1 : 0);
  const exitCode = worst([failed.code, verdict]);
  if (flags.quiet && exitCode === 0) return { output: '', exitCode, whole: true };
  return {
    output: await report.text(result, { ended: Date.now(), tookMs: performance.now() - began }),
    exitCode,
    whole: true,
  };
}

function isOfAll({ flags }: Run, { failures }: VerifyResult): boolean {
  return flags.all === true && failures.length === 0;
}

/** What could not be dealt with, or remembered, beside what was. */
function tellFailed(
  result: Awaited<ReturnType<Verify>>,
  json: boolean,
  terminal: Terminal,
): { code: number; message: string } {
  const code = worst([tellFailures(result.failures, json, terminal), tellUnsaved(result, json, terminal)]);
  return { code, message: result.unsaved?.message ?? result.failures[0]?.message ?? '' };
}

function contextOf(
  flags: VerifyFlags,
  terminal: Terminal,
  timeOf: () => TimeOf | undefined,
  write: (text: string) => void,
): FormatContext {
  const { list = false, listAll = false, failOn, warning, critical } = flags;
  const screen = (texts: unknown) =>
    flags.output === undefined
      ? readyScreen(terminal, texts, timeOf())
      : readyFile(terminal, texts, timeOf());
  return { screen, write, list, listAll, failOn, thresholds: { warning, critical }, typed: terminal.typed };
}
