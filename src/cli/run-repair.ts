import { carryOut, leaveAll, proposeRepairs, type RepairContext } from '../commands/repair.ts';
import type { RepairItem, RepairProposals, RepairResult } from '../commands/results.ts';
import type { Choices } from '../repair/decide.ts';
import type { Outcome } from './command.ts';
import { tellFailures } from './failures.ts';
import { worst } from './outcome.ts';
import { askYes } from './question.ts';
import { type CommonFlags, inSession } from './session.ts';
import { screenFor, type Terminal } from './terminal.ts';

export interface RepairFlags extends CommonFlags {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly from?: NonNullable<Choices['from']>;
  readonly stage?: NonNullable<Choices['stage']>;
  readonly stateVersion?: bigint;
  readonly set?: { readonly worker_state: string };
  /** Milliseconds. */
  readonly settle: number;
}

export async function runRepair(
  names: readonly string[],
  flags: RepairFlags,
  terminal: Terminal,
): Promise<Outcome> {
  const { from, set, stage, stateVersion } = flags;
  const choices: Choices = {
    ...(from === undefined ? {} : { from }),
    ...(stage === undefined ? {} : { stage }),
    ...(stateVersion === undefined ? {} : { stateVersion }),
    ...(set === undefined ? {} : { workerState: set.worker_state }),
  };
  return inSession(names, flags, terminal, true, async (session) => {
    const proposals = await proposeRepairs(session, session.queries, { choices, settleMs: flags.settle });
    if (flags.format === 'table') await showPlans(proposals, terminal);
    const result = await decide(session, proposals, flags, {
      terminal,
      stdinBringsNames: names.includes('-'),
    });
    const failed = tellFailures(result.failures, flags.format === 'json', terminal);
    const codes = result.items.map((item) => codeOf(item, flags.dryRun ?? false));
    return { output: await render(result, flags, terminal), exitCode: worst([failed, ...codes]) };
  });
}

/** The plan must be on the screen before the question; the result comes at the end. */
async function showPlans({ proposals, source }: RepairProposals, terminal: Terminal): Promise<void> {
  const { renderProposals } = await import('../report/plan.ts');
  const { sourceLine } = await import('../report/source-line.ts');
  const screen = screenFor(terminal);
  terminal.stdout.write(`${sourceLine(source, screen)}\n${renderProposals(proposals, screen)}`);
}

interface Asking {
  readonly terminal: Terminal;
  readonly stdinBringsNames: boolean;
}

async function decide(
  context: RepairContext,
  proposals: RepairProposals,
  flags: RepairFlags,
  { terminal, stdinBringsNames }: Asking,
): Promise<RepairResult> {
  const plans = proposals.proposals.filter(({ kind }) => kind === 'plan');
  if (flags.dryRun || plans.length === 0) return leaveAll(proposals, 'planned');
  if (!flags.yes) {
    const where = proposals.source.context ?? proposals.source.endpoints.join(',');
    const question = `Write ${plans.length === 1 ? 'this' : `these ${plans.length}`} to ${where}? Type yes, anything else stops: `;
    const answer = await askYes(question, terminal, stdinBringsNames);
    if (answer === 'nobody')
      terminal.stderr.write('there is no terminal to ask on; --yes writes without a question\n');
    if (answer !== 'yes') return leaveAll(proposals, answer === 'no' ? 'declined' : 'planned');
  }
  return carryOutOrStop(context, proposals, terminal);
}

/** Ctrl-C ends between two resources: a transaction that was sent is always waited for. */
async function carryOutOrStop(
  context: RepairContext,
  proposals: RepairProposals,
  terminal: Terminal,
): Promise<RepairResult> {
  const interrupt = new AbortController();
  const forget = terminal.onInterrupt((exitCode) => interrupt.abort(exitCode));
  return carryOut(context, proposals, interrupt.signal).finally(forget);
}

function codeOf({ outcome }: RepairItem, dryRun: boolean): number {
  if (outcome === 'planned') return dryRun ? 0 : 5;
  const codes: Record<Exclude<RepairItem['outcome'], 'planned'>, number> = {
    nothing: 0,
    written: 0,
    refused: 5,
    declined: 5,
    interrupted: 130,
    lost: 5,
    unknown: 6,
    unverified: 6,
  };
  return codes[outcome];
}

async function render(result: RepairResult, flags: RepairFlags, terminal: Terminal): Promise<string> {
  if (flags.format === 'json') return (await import('../report/repair-json.ts')).repairJson(result);
  const { renderRepair } = await import('../report/repair.ts');
  return renderRepair(result, screenFor(terminal));
}
