import type { Choices } from '../../repair/plan/case.ts';
import { WRITING } from '../../repairing/options.ts';
import {
  collect,
  milliseconds,
  positive,
  SETTLE,
  type TypedOption,
  ValueError,
} from '../../settings/typed-option.ts';
import { STAGES } from '../../stages/keys.ts';
import { isInProgress, isKnownStatus } from '../../stages/statuses.ts';
import { NO_SUCH, PLAIN_FORMATS, type Verb } from '../verb.ts';
import type { RepairFlags } from './run.ts';

const PLANS: readonly TypedOption[] = [
  { form: '--plan-out <file>', about: 'save the plan, and write nothing else' },
  { form: '--apply <file>', about: 'carry out exactly the plan that was saved there' },
];

const CHOICES: readonly TypedOption[] = [
  {
    form: '--from <source>',
    about: 'what is right: heat_stacks, job_state, state or revision:N',
    read: source,
  },
  { form: '--stage <stage>', about: 'which stage to mend', choices: STAGES },
  { form: '--state-version <n>', about: 'the version that state gets', read: version },
  {
    form: '--set <field=value>',
    about:
      "stack_status as Heat itself has it, worker_state of a failure, or heat_stacks' tenant_id or status_reason; repeatable",
    read: setting,
  },
  {
    form: '--republish',
    about: 'write a healthy state again as it stands, for Gohan to see it once more',
  },
  {
    form: '--drop-unknown',
    about: 'a lost document may come back without its undocumented fields',
  },
  {
    form: '--dead-jobs',
    about: 'the job keys that no worker holds are of dead jobs; goes with --all, too',
  },
  {
    form: '--dead-job <key>',
    about: 'only this one is: its key, or the last part of it; repeatable',
    read: collectNonEmpty,
  },
];

const MANY: readonly TypedOption[] = [
  { form: '--all', about: 'every broken resource; what is in flight is skipped' },
  { form: '--rule <rule>', about: 'with --all: only what this rule finds; repeatable', read: collect },
  { form: '--type <type>', about: 'with --all: only resources of this type; repeatable', read: collect },
  { form: '--limit <n>', about: 'with --all: only the first n, by name', read: positive(9) },
  {
    form: '--max <n>',
    about: 'refuse where more are to be written (default 20 with --all)',
    read: positive(9),
  },
  { form: '--pause <duration>', about: 'between two resources', read: milliseconds },
  { form: '--full', about: 'each plan whole, however many' },
  { form: '--keep-going', about: 'with --all: a lost race does not end the run' },
];

export const REPAIR: Verb = {
  name: 'repair',
  summary: 'plan, show the plan, ask, and write by compare-and-swap',
  argument: { form: '[name...]', about: 'resources; ports/ is all of a type' },
  options: [
    { options: [...PLANS, ...WRITING, SETTLE] },
    { heading: 'Where the evidence does not decide:', options: CHOICES },
    { heading: 'Many resources:', options: MANY },
  ],
  formats: PLAIN_FORMATS,
  notes:
    'Without --yes it shows the plan and asks; without a terminal it only plans, and exits 5 if ' +
    'something would be written.',
  examples: [
    ['esi-state repair ddc14be4 --dry-run', 'what would be done, and why'],
    ['esi-state repair ddc14be4 --reason INC-4711', 'asks, then writes'],
    ['esi-state repair ddc14be4 --yes=prod', 'asks nothing, in context prod'],
    ['esi-state repair ddc14be4 --from heat_stacks --stage state', ''],
    ['esi-state repair --all --type ports --limit 5', 'the first five'],
    ['esi-state repair --all --dead-jobs', 'a host with its workers is gone'],
    ['esi-state repair --all --plan-out plan.json', 'to be looked at first'],
    ['esi-state repair --apply plan.json', 'exactly that'],
  ],
  exitCodes: [
    NO_SUCH,
    ['5', 'refused, declined, or lost the race; nothing was written for it'],
    ['6', 'what became of a write is not known, or it did not verify'],
  ],
  run: async (names, flags: RepairFlags, terminal) => {
    const { runRepair } = await import('./run.ts');
    return runRepair(names, flags, terminal);
  },
};

function collectNonEmpty(text: string, before?: readonly string[]): readonly string[] {
  if (text === '') throw new ValueError('It is a job key, or the last part of one.');
  return collect(text, before);
}

function version(text: string): bigint {
  if (!/^[1-9]\d*$/.test(text)) throw new ValueError('A version is a positive integer.');
  return BigInt(text);
}

function source(text: string): NonNullable<Choices['from']> {
  const stage = STAGES.find((name) => name === text);
  const revision = /^revision:([1-9]\d{0,14})$/.exec(text)?.[1];
  if (stage === undefined && revision === undefined)
    throw new ValueError(`It is ${STAGES.join(', ')} or revision:N.`);
  return stage ?? { revision: Number(revision) };
}

type Settable = NonNullable<Choices['set']>;

/** The fields that no stored document may know. */
const SETTABLE: Readonly<Record<string, keyof Settable>> = {
  stack_status: 'stackStatus',
  worker_state: 'workerState',
  tenant_id: 'tenantId',
  status_reason: 'statusReason',
};

/** `status_reason` may well be empty. */
function setting(text: string, before: Settable = {}): Settable {
  const [, name = '', value = ''] = /^([a-z_]+)=(.*)$/s.exec(text) ?? [];
  const field = Object.hasOwn(SETTABLE, name) ? SETTABLE[name] : undefined;
  if (field === undefined || (value === '' && field !== 'statusReason'))
    throw new ValueError(`Write FIELD=VALUE; fields are ${Object.keys(SETTABLE).join(', ')}.`);
  if (field === 'stackStatus' && !isReported(value))
    throw new ValueError('Heat says of a stack that is done ACTION_COMPLETE or ACTION_FAILED.');
  return { ...before, [field]: value };
}

/** While it is in progress nobody knows what will come of it. */
function isReported(word: string): boolean {
  return isKnownStatus('heat', word) && !isInProgress(word);
}
