/** What repair and undo share: show the plan, ask, carry it out, tell what came of it. */

import { visible } from '../../drawing/sanitize.ts';
import { saysUtf8 } from '../../drawing/screen.ts';
import { learnLongNames } from '../../judging/long-names.ts';
import type { RepairContext, WritingFlags } from '../../repairing/session.ts';
import { USUAL_SECRETS } from '../../secrets/secret-keys.ts';
import { isJson } from '../../settings/format.ts';
import { MAX_OPERATIONS } from '../../store/source.ts';
import type { Consent } from '../../terminal/consent.ts';
import { tellFailures, tellNotes, worst } from '../../terminal/outcome.ts';
import { askFor } from '../../terminal/question.ts';
import type { Outcome, Terminal } from '../../terminal/terminal.ts';
import { carryOut, leaveAll, type Pace } from './carry-out.ts';
import type { RepairItem, RepairProposals, RepairResult } from './result.ts';
import { type Teller, tellErrors, tellerTo } from './tell.ts';

export interface Asking extends Omit<Pace, 'interrupt'> {
  readonly terminal: Terminal;
  readonly consent: Consent;
  readonly stdinBringsNames: boolean;
  /** The file that holds the plans, where one does. */
  readonly savedIn?: string;
}

/** From the proposals to the exit code. */
export async function settleProposals(
  context: RepairContext,
  proposals: RepairProposals,
  flags: WritingFlags & { readonly full?: boolean },
  asking: Asking,
): Promise<Outcome> {
  const { terminal } = asking;
  await learnLongNames(
    context,
    proposals.proposals.map(({ ref }) => ref),
    terminal.typed,
  );
  const { isSecret = USUAL_SECRETS } = context.judging;
  const { savedIn } = asking;
  const around = savedIn === undefined ? {} : { savedIn };
  const teller = tellerTo(terminal, flags, isSecret, { proposals: proposals.proposals, ...around });
  await teller.plans(proposals);
  const { notes = [], withoutJobs } = proposals;
  const unseen = withoutJobs === undefined ? [] : [withoutJobs];
  tellNotes(isJson(flags) ? [...notes, ...unseen] : notes, isJson(flags), terminal);
  await checkRights(context, proposals, flags, terminal);
  const result = { ...(await decide(context, proposals, flags, { ...asking, teller })), ...around };
  const failed = tellFailures(result.failures, isJson(flags), terminal);
  tellErrors(result, isJson(flags), terminal);
  const codes = result.items.map((item) => codeOf(item, flags.dryRun ?? false));
  return {
    output: await teller.end(result),
    exitCode: worst([failed, ...codes]),
  };
}

/** A right to write that is missing is told before the question; what is only planned may be carried out by another user. */
async function checkRights(
  { source }: RepairContext,
  { proposals }: RepairProposals,
  flags: WritingFlags,
  terminal: Terminal,
): Promise<void> {
  const plans = proposals.flatMap((proposal) => (proposal.kind === 'plan' ? [proposal.plan] : []));
  const keys = plans.flatMap(({ actions }) => actions.map(({ key }) => key)).slice(0, MAX_OPERATIONS);
  const denied = keys.length === 0 ? undefined : await source.deniedWrite(keys);
  if (denied === undefined) return;
  if (flags.dryRun !== true) throw denied;
  tellNotes([`this user could not carry it out: ${denied.message}`], isJson(flags), terminal);
}

interface Telling extends Asking {
  readonly teller: Teller;
}

async function decide(
  context: RepairContext,
  proposals: RepairProposals,
  flags: WritingFlags,
  asking: Telling,
): Promise<RepairResult> {
  const plans = proposals.proposals.filter(({ kind }) => kind === 'plan');
  const wanted = plans.length > 0 && !flags.dryRun;
  const answer = wanted ? await askIfNeeded(proposals, plans.length, asking) : 'nobody';
  if (answer === 'yes') return carryOutOrStop(context, proposals, asking);
  const result = leaveAll(proposals, answer === 'no' ? 'declined' : 'planned');
  const { consent } = asking;
  const needs = wanted && answer === 'nobody' && consent.kind === 'ask' ? optionOf(consent) : undefined;
  for (const item of result.items) await asking.teller.item(item, needs);
  return needs === undefined ? result : { ...result, needs };
}

async function askIfNeeded(proposals: RepairProposals, plans: number, asking: Asking) {
  const { consent } = asking;
  return consent.kind === 'given' ? 'yes' : ask(proposals, plans, consent, asking);
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
  if (answer === 'nobody')
    terminal.stderr.write(`there is no terminal to ask on; ${optionOf(wanted)} writes without a question\n`);
  return answer;
}

/** What writes without a question. */
function optionOf({ isName, word }: Extract<Consent, { kind: 'ask' }>): string {
  return isName ? `--yes=${word}` : '--yes';
}

/** Whatever stops it ends it between two resources: a transaction that was sent is always waited for. */
async function carryOutOrStop(
  context: RepairContext,
  proposals: RepairProposals,
  { terminal, consent: _, teller, ...pace }: Telling,
): Promise<RepairResult> {
  const interrupt = new AbortController();
  terminal.onInterrupt(() => interrupt.abort());
  const onItem: Pace['onItem'] = async (item, done, of) => {
    await teller.item(item);
    if (done < of) await teller.progress(done, of);
  };
  return carryOut(context, proposals, { ...pace, interrupt: interrupt.signal, onItem });
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
