/** What repair and undo share: show the plan, ask, carry it out, tell what came of it. */
import { carryOut, leaveAll, type Pace } from '../commands/repair-carry-out.ts';
import type { RepairContext } from '../commands/repair-context.ts';
import type { RepairItem, RepairProposals, RepairResult } from '../commands/results.ts';
import { type Masked, maskProposals, maskRepair } from '../report/masked.ts';
import { visible } from '../report/sanitize.ts';
import { saysUtf8 } from '../report/screen.ts';
import { USUAL_SECRETS } from '../secrets/secret-keys.ts';
import { resourceName } from '../stages/keys.ts';
import type { Outcome } from './command.ts';
import type { Consent, ConsentFlags } from './consent.ts';
import { tellFailures, tellTroubles } from './failures.ts';
import { isJson } from './format-option.ts';
import type { JournalFlags } from './journal-settings.ts';
import { tellNotes } from './notes.ts';
import { worst } from './outcome.ts';
import { askFor } from './question.ts';
import type { CommonFlags } from './session.ts';
import { readyScreen, type Terminal } from './terminal.ts';

export interface WritingFlags extends CommonFlags, JournalFlags, ConsentFlags {
  readonly bytes?: boolean;
  /** An empty jobs prefix is right, whatever speaks against it. */
  readonly allowEmpty?: boolean;
}

export interface Asking extends Omit<Pace, 'interrupt'> {
  readonly terminal: Terminal;
  readonly consent: Consent;
  readonly stdinBringsNames: boolean;
}

/** From the proposals to the exit code. */
export async function settleProposals(
  context: RepairContext,
  proposals: RepairProposals,
  flags: WritingFlags,
  asking: Asking,
): Promise<Outcome> {
  const { terminal } = asking;
  const { isSecret = USUAL_SECRETS } = context.judging;
  if (!isJson(flags)) await showPlans(maskProposals(proposals, isSecret), flags, terminal);
  tellNotes(proposals.notes ?? [], isJson(flags), terminal);
  const result = await decide(context, proposals, flags, asking);
  const failed = tellFailures(result.failures, isJson(flags), terminal);
  tellTroubles(result, isJson(flags), terminal);
  const codes = result.items.map((item) => codeOf(item, flags.dryRun ?? false));
  const signal = result.interruptedBy ?? 0;
  return {
    output: await render(maskRepair(result, isSecret), flags, terminal),
    exitCode: worst([failed, signal, ...codes]),
  };
}

/** The plan must be on the screen before the question; the result comes at the end. */
async function showPlans(
  proposals: Masked<RepairProposals>,
  flags: WritingFlags,
  terminal: Terminal,
): Promise<void> {
  const { renderProposals } = await import('../report/plan.ts');
  const { sourceLine } = await import('../report/source-line.ts');
  const screen = await readyScreen(terminal, proposals);
  const plans = renderProposals(proposals, screen, flags.bytes ?? false);
  terminal.stdout.write(`${sourceLine(proposals.source, screen)}\n${plans}`);
}

async function decide(
  context: RepairContext,
  proposals: RepairProposals,
  flags: WritingFlags,
  asking: Asking,
): Promise<RepairResult> {
  const plans = proposals.proposals.filter(({ kind }) => kind === 'plan');
  if (flags.dryRun || plans.length === 0) return leaveAll(proposals, 'planned');
  const { consent } = asking;
  const answer = consent.kind === 'given' ? 'yes' : await ask(proposals, plans.length, consent, asking);
  if (answer === 'yes') return carryOutOrStop(context, proposals, asking);
  return leaveAll(proposals, answer === 'no' ? 'declined' : 'planned');
}

async function ask(
  { source }: RepairProposals,
  plans: number,
  wanted: Extract<Consent, { kind: 'ask' }>,
  { terminal, stdinBringsNames }: Asking,
): Promise<'yes' | 'no' | 'nobody'> {
  const where = visible(source.context ?? source.endpoints.join(','), { unicode: saysUtf8(terminal.env) });
  const word = wanted.isName ? "the context's name" : 'yes';
  const what = plans === 1 ? 'this' : `these ${plans}`;
  const question = `Write ${what} to ${where}? Type ${word}, anything else stops: `;
  const answer = await askFor(wanted, question, terminal, stdinBringsNames);
  const option = wanted.isName ? `--yes=${wanted.word}` : '--yes';
  if (answer === 'nobody')
    terminal.stderr.write(`there is no terminal to ask on; ${option} writes without a question\n`);
  return answer;
}

/** Ctrl-C ends between two resources: a transaction that was sent is always waited for. */
async function carryOutOrStop(
  context: RepairContext,
  proposals: RepairProposals,
  { terminal, consent: _, ...pace }: Asking,
): Promise<RepairResult> {
  const interrupt = new AbortController();
  const forget = terminal.onInterrupt((exitCode) => interrupt.abort(exitCode));
  const onProgress = terminal.stderr.isTTY ? tellProgress(terminal) : undefined;
  return carryOut(context, proposals, {
    ...pace,
    interrupt: interrupt.signal,
    ...(onProgress === undefined ? {} : { onProgress }),
  }).finally(forget);
}

/** One resource is told by its result soon enough. */
function tellProgress({ stderr, env }: Terminal): NonNullable<Pace['onProgress']> {
  const began = performance.now();
  return (done, of, { outcome, proposal }) => {
    if (of < 2) return;
    const left = ((performance.now() - began) / done) * (of - done);
    const seconds = Math.ceil(left / 1000);
    const name = visible(resourceName(proposal.ref), { unicode: saysUtf8(env) });
    stderr.write(`${done} of ${of}, ${seconds} s left: ${outcome} ${name}\n`);
  };
}

/** `interrupted` has the signal's own code, `left` that of what it was left for. */
const CODES: Readonly<Record<Exclude<RepairItem['outcome'], 'planned'>, number>> = {
  nothing: 0,
  skipped: 0,
  written: 0,
  refused: 5,
  declined: 5,
  interrupted: 0,
  left: 5,
  lost: 5,
  failed: 3,
  unjournaled: 5,
  unknown: 6,
  unverified: 6,
  unrecorded: 6,
};

function codeOf({ outcome }: RepairItem, dryRun: boolean): number {
  return outcome === 'planned' ? (dryRun ? 0 : 5) : CODES[outcome];
}

async function render(
  result: Masked<RepairResult>,
  flags: WritingFlags,
  terminal: Terminal,
): Promise<string> {
  if (isJson(flags)) {
    const { repairJson, repairLines } = await import('../report/repair-json.ts');
    return flags.format === 'json' ? repairJson(result) : repairLines(result);
  }
  const { renderRepair } = await import('../report/repair.ts');
  return renderRepair(result, await readyScreen(terminal, result));
}
