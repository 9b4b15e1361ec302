import { visible } from '../../drawing/sanitize.ts';
import { saysUtf8 } from '../../drawing/screen.ts';
import { UsageError } from '../../errors.ts';
import { RULES } from '../../judge/catalogue.ts';
import type { Choices } from '../../repair/plan/case.ts';
import { inRepairSession, type RepairContext, type WritingFlags } from '../../repairing/session.ts';

import { unknownRule } from '../../settings/config-values.ts';
import { suggest } from '../../suggestion.ts';
import { BUILD } from '../../terminal/build-info.ts';
import type { Outcome, Terminal } from '../../terminal/terminal.ts';
import { proposeAll, refuseTooMany } from './all.ts';
import { besideJobs } from './beside-jobs.ts';
import { settleProposals } from './confirm.ts';
import { checkPlanOut, loadPlans, savePlans } from './plan-file.ts';
import { proposeRepairs } from './repair.ts';
import type { RepairProposals } from './result.ts';
import { proposeSaved } from './saved.ts';

export interface RepairFlags extends WritingFlags {
  readonly from?: NonNullable<Choices['from']>;
  readonly stage?: NonNullable<Choices['stage']>;
  readonly stateVersion?: bigint;
  readonly set?: NonNullable<Choices['set']>;
  readonly dropUnknown?: boolean;
  readonly deadJob?: readonly string[];
  readonly deadJobs?: boolean;
  /** Milliseconds. */
  readonly settle: number;
  readonly apply?: string;
  readonly republish?: boolean;
  readonly all?: boolean;
  readonly rule?: readonly string[];
  readonly type?: readonly string[];
  readonly limit?: number;
  readonly max?: number;
  /** Milliseconds. */
  readonly pause?: number;
  readonly keepGoing?: boolean;
  readonly full?: boolean;
}

export async function runRepair(
  names: readonly string[],
  flags: RepairFlags,
  terminal: Terminal,
): Promise<Outcome> {
  if (flags.apply !== undefined) return applySaved(flags.apply, names, flags, terminal);
  checkUsage(names, flags);
  // A plan that is saved is only planned.
  const asked = flags.planOut === undefined ? flags : { ...flags, dryRun: true };
  return inRepairSession(names, asked, terminal, async (context, { queries, consent }) => {
    const options = { choices: choicesOf(flags), settleMs: flags.settle };
    const proposed = flags.all
      ? await proposeAll(context, { ...options, ...scopeOf(flags) })
      : await proposeRepairs(context, queries, options);
    const proposals = await besideJobs(context, proposed, flags.allowEmpty ?? false);
    refuseMoreThanMax(proposals, asked, terminal);
    if (flags.planOut !== undefined) save(flags.planOut, context, proposals, terminal);
    return settleProposals(context, proposals, asked, {
      terminal,
      consent,
      stdinBringsNames: names.includes('-'),
      ...paceOf(flags),
      ...(flags.planOut === undefined ? {} : { savedIn: flags.planOut }),
    });
  });
}

function checkUsage(names: readonly string[], flags: RepairFlags): void {
  if (flags.all && names.length > 0) throw new UsageError('--all and names exclude each other');
  if (!flags.all && names.length === 0)
    throw new UsageError('no resource is named', { hint: 'name some, or say --all' });
  const allOnly = (['rule', 'type', 'limit'] as const).find((flag) => flags[flag] !== undefined);
  if (!flags.all && allOnly !== undefined)
    throw new UsageError(`--${allOnly} goes with --all`, { hint: 'ports/ names all of a type' });
  const oneOnly = (['republish', 'deadJob', 'set', 'from', 'stateVersion'] as const).find(
    (flag) => flags[flag] !== undefined,
  );
  if (flags.all && oneOnly !== undefined)
    throw new UsageError(`a choice like ${OPTIONS[oneOnly]} is made for resources by name, not with --all`);
  const strange = flags.rule?.find((id) => RULES.every((rule) => rule.id !== id));
  if (strange !== undefined) throw unknownRule(strange);
  if (flags.planOut !== undefined) checkPlanOut(flags.planOut);
}

const OPTIONS = {
  republish: '--republish',
  deadJob: '--dead-job',
  set: '--set',
  from: '--from',
  stateVersion: '--state-version',
} as const;

function scopeOf({ rule = [], type = [], limit }: RepairFlags) {
  return { rules: rule, types: type, limit };
}

/** Nobody has counted what a run over everything finds. */
function refuseMoreThanMax(
  proposals: RepairProposals,
  { all, dryRun, max = all ? 20 : undefined }: RepairFlags,
  { typed }: Terminal,
): void {
  if (max === undefined || dryRun) return;
  const hint = all ? `, --limit ${max} the first ones; what they are` : '; what they are';
  const names = all || typed.names.includes('-') ? [] : typed.names;
  const next = suggest('repair', {
    of: names,
    options: [...(all ? [['--all'] as const] : []), ['--dry-run']],
  });
  refuseTooMany(proposals, max, { hint, next });
}

/** A run over everything ends where somebody else turns out to be at work. */
function paceOf({ all = false, keepGoing = false, pause = 0 }: RepairFlags) {
  return { stopWhenLost: all && !keepGoing, pauseMs: pause };
}

async function applySaved(
  file: string,
  names: readonly string[],
  flags: RepairFlags,
  terminal: Terminal,
): Promise<Outcome> {
  const more = [
    flags.from,
    flags.stage,
    flags.stateVersion,
    flags.set,
    flags.planOut,
    flags.all,
    flags.republish,
    flags.dropUnknown,
    flags.deadJob,
    flags.deadJobs,
    flags.rule,
    flags.type,
    flags.limit,
  ];
  if (names.length > 0 || more.some((flag) => flag !== undefined))
    throw new UsageError('--apply carries out a plan as it was saved: it takes no names and no choices');
  const saved = loadPlans(file);
  return inRepairSession([], flags, terminal, async (context, { consent }) => {
    const proposed = await proposeSaved(context, saved);
    const proposals = await besideJobs(context, proposed, flags.allowEmpty ?? false);
    refuseMoreThanMax(proposals, flags, terminal);
    return settleProposals(context, proposals, flags, {
      terminal,
      consent,
      stdinBringsNames: false,
      savedIn: file,
      ...paceOf(flags),
    });
  });
}

function save(
  file: string,
  { prefixes }: RepairContext,
  { source, proposals }: RepairProposals,
  terminal: Terminal,
): void {
  const plans = proposals.flatMap((proposal) => (proposal.kind === 'plan' ? [proposal.plan] : []));
  const created = new Date().toISOString();
  savePlans(file, { created, toolVersion: BUILD.version, source, prefixes, plans });
  terminal.stderr.write(
    `${plans.length} planned, saved in ${visible(file, { unicode: saysUtf8(terminal.env) })}\n`,
  );
}

function choicesOf(flags: RepairFlags): Choices {
  const { from, set, stage, stateVersion, dropUnknown, republish } = flags;
  const deadJobs = flags.deadJobs ? 'all' : flags.deadJob;
  return {
    ...(from === undefined ? {} : { from }),
    ...(stage === undefined ? {} : { stage }),
    ...(stateVersion === undefined ? {} : { stateVersion }),
    ...(set === undefined ? {} : { set }),
    ...(dropUnknown === undefined ? {} : { dropUnknown }),
    ...(republish === undefined ? {} : { republish }),
    ...(deadJobs === undefined ? {} : { deadJobs }),
  };
}
