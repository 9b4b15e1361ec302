import type { VerifyResult } from '../commands/results.ts';
import { type FailOn, fails, verifyAll, verifyNamed } from '../commands/verify.ts';
import { UsageError } from '../errors.ts';
import type { Outcome } from './command.ts';
import { tellFailures } from './failures.ts';
import { worst } from './outcome.ts';
import { type CommonFlags, inSession } from './session.ts';
import { screenFor, type Terminal } from './terminal.ts';

export interface VerifyFlags extends CommonFlags {
  readonly all?: boolean;
  readonly listAll?: boolean;
  readonly allowEmpty?: boolean;
  readonly failOn: FailOn;
  /** Milliseconds. */
  readonly settle: number;
}

export async function runVerify(
  names: readonly string[],
  flags: VerifyFlags,
  terminal: Terminal,
): Promise<Outcome> {
  const { all = false, listAll = false, allowEmpty = false, failOn } = flags;
  if (all && names.length > 0) throw new UsageError('--all and names exclude each other');
  if (!all && names.length === 0)
    throw new UsageError('no resource is named', { hint: 'name some, or say --all' });
  const options = { listAll, failOn, settleMs: flags.settle };
  return inSession(names, flags, terminal, true, async (session) => {
    const result = all
      ? await verifyAll(session, { ...options, allowEmpty })
      : await verifyNamed(session, session.queries, options);
    const failed = tellFailures(result.failures, flags.format === 'json', terminal);
    const exitCode = worst([failed, fails(result, failOn) ? 1 : 0]);
    return {
      output: result.summary.resources === 0 && failed > 0 ? '' : await render(result, flags, terminal),
      exitCode,
    };
  });
}

async function render(result: VerifyResult, flags: VerifyFlags, terminal: Terminal): Promise<string> {
  if (flags.format === 'json') return (await import('../report/verify-json.ts')).verifyJson(result);
  const { renderVerify } = await import('../report/verify.ts');
  return renderVerify(result, screenFor(terminal), { listAll: flags.listAll ?? false });
}
