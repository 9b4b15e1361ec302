/** The verbs that write, and the journal of what they wrote. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { addYes } from '../../cli/equals-sign.ts';
import type { Choices } from '../../repair/plan/case.ts';
import { collect, milliseconds } from '../../settings/option-values.ts';
import { STAGES } from '../../stages/keys.ts';
import type { Outcome } from '../../terminal/command.ts';
import type { Terminal } from '../../terminal/terminal.ts';

type Done = (outcome: Outcome) => void;

/** @param settle makes the option that verify has too */
export function addRepairCommands(
  program: Command,
  terminal: Terminal,
  done: Done,
  settle: () => Option,
): void {
  addRepair(program, terminal, done, settle);
  addUndo(program, terminal, done);
  addJournal(program, terminal, done);
}

function addRepair(program: Command, terminal: Terminal, done: Done, settle: () => Option): void {
  const command = program
    .command('repair')
    .description('plan, show the plan, ask, and write by compare-and-swap')
    .argument('[name...]', 'resources; ports/ is all of a type')
    .option('--plan-out <file>', 'save the plan, and write nothing else')
    .option('--apply <file>', 'carry out exactly the plan that was saved there');
  addScope(addChoices(addWriting(command).addOption(settle()))).action(
    async (names: string[], _options: unknown, self: Command) => {
      const { runRepair } = await import('./run.ts');
      done(await runRepair(names, self.optsWithGlobals(), terminal));
    },
  );
}

/** With `--all`: which resources, how many, and how fast. */
function addScope(command: Command): Command {
  return command
    .optionsGroup('Many resources:')
    .option('--all', 'every broken resource; what is in flight is skipped')
    .option('--rule <rule>', 'with --all: only what this rule finds; repeatable', collect)
    .option('--type <type>', 'with --all: only resources of this type; repeatable', collect)
    .option('--limit <n>', 'with --all: only the first n, by name', count)
    .addOption(
      new Option('--max <n>', 'refuse where more are to be written (default 20 with --all)').argParser(count),
    )
    .option('--pause <duration>', 'between two resources', milliseconds)
    .option('--keep-going', 'with --all: a lost race does not end the run');
}

function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is a positive integer.');
  return Number(text);
}

function addChoices(command: Command): Command {
  return command
    .optionsGroup('Where the evidence does not decide:')
    .option('--from <source>', 'what is right: heat_stacks, job_state, state or revision:N', source)
    .addOption(new Option('--stage <stage>', 'which stage to mend').choices(STAGES))
    .option('--state-version <n>', 'the version that state gets', version)
    .option(
      '--set <field=value>',
      "worker_state of a failure, or heat_stacks' tenant_id or status_reason; repeatable",
      setting,
    )
    .option('--republish', 'write a healthy state again as it stands, for Gohan to see it once more')
    .option('--drop-unknown', 'a lost document may come back without its undocumented fields')
    .option('--dead-job <key>', 'full key of a job that you know to be dead; repeatable', collect);
}

function addUndo(program: Command, terminal: Terminal, done: Done): void {
  const command = program
    .command('undo')
    .description('take a repair, or a whole run of them, back')
    .argument('<entry or run>', 'as the journal lists it; the beginning of an ID is enough');
  addWriting(command).action(async (name: string, _options: unknown, self: Command) => {
    const { runUndo } = await import('./run-undo.ts');
    done(await runUndo(name, self.optsWithGlobals(), terminal));
  });
}

function addJournal(program: Command, terminal: Terminal, done: Done): void {
  addJournalFolder(
    program
      .command('journal')
      .description('list past repairs, show one with all that it wrote, resolve unknown outcomes')
      .argument('[entry or run]', 'the beginning of an ID is enough'),
  )
    .option('--resolve', 'read again what became of it, or of all whose outcome is unknown, and record that')
    .addOption(
      new Option(
        '--as <outcome>',
        'with --resolve and one entry: your own word for what etcd no longer tells',
      ).choices(['written', 'not_written']),
    )
    .action(async (name: string | undefined, _options: unknown, self: Command) => {
      const { runJournal } = await import('../journal/run.ts');
      done(await runJournal(name, self.optsWithGlobals(), terminal));
    });
}

function addWriting(command: Command): Command {
  return addJournalFolder(addYes(command.option('--dry-run', 'only plan')))
    .option('--bytes', 'show the stored bytes that change, too')
    .option('--allow-empty', 'no key under the jobs prefix is right, even where /config is empty too')
    .option('--reason <text>', 'why, for the journal');
}

function addJournalFolder(command: Command): Command {
  return command.option(
    '--journal-dir <folder>',
    'where the journal lies (default $XDG_STATE_HOME/esi-state/journal)',
  );
}

function version(text: string): bigint {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('A version is a positive integer.');
  return BigInt(text);
}

function source(text: string): NonNullable<Choices['from']> {
  const stage = STAGES.find((name) => name === text);
  const revision = /^revision:([1-9]\d{0,14})$/.exec(text)?.[1];
  if (stage === undefined && revision === undefined)
    throw new InvalidArgumentError(`It is ${STAGES.join(', ')} or revision:N.`);
  return stage ?? { revision: Number(revision) };
}

type Settable = NonNullable<Choices['set']>;

/** The fields that no stored document may know. */
const SETTABLE: Readonly<Record<string, keyof Settable>> = {
  worker_state: 'workerState',
  tenant_id: 'tenantId',
  status_reason: 'statusReason',
};

/** `status_reason` may well be empty. */
function setting(text: string, before: Settable = {}): Settable {
  const [, name = '', value = ''] = /^([a-z_]+)=(.*)$/s.exec(text) ?? [];
  const field = Object.hasOwn(SETTABLE, name) ? SETTABLE[name] : undefined;
  if (field === undefined || (value === '' && field !== 'statusReason'))
    throw new InvalidArgumentError(`Write FIELD=VALUE; fields are ${Object.keys(SETTABLE).join(', ')}.`);
  return { ...before, [field]: value };
}
