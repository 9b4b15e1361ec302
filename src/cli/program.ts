/** The commands and their options. Nothing here loads a connection or a table: each verb is loaded when it is typed. */
import { Argument, Command, CommanderError, Help, Option } from 'commander';
import { addRepairCommands } from '../commands/repair/command.ts';
import { addVerify } from '../commands/verify/command.ts';
import { COLOUR_CHOICES, type ColourChoice } from '../drawing/screen.ts';
import { UsageError } from '../errors.ts';
import { checkFormat, formatOption } from '../settings/format-option.ts';
import { expandPaths } from '../settings/home.ts';
import { addUp, collect, milliseconds } from '../settings/option-values.ts';
import { suggestHelp } from '../suggestion.ts';
import { BUILD, versionText } from '../terminal/build-info.ts';
import type { Outcome } from '../terminal/command.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Shell } from './completion/scripts.ts';
import { addSwitch, asTyped, spellOut } from './equals-sign.ts';
import { suggestChoices } from './typed-choices.ts';
import { keepTyped } from './typed-line.ts';

/** Runs one command line. Throws known errors; prints only progress, questions and remarks, on stderr. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<Outcome> {
  let outcome: Outcome = { output: '', exitCode: 0 };
  let colour: ColourChoice = 'auto';
  // Its streams must not be looked at before they are used: they stay the prototype's.
  const coloured: Terminal = Object.create(terminal, { colour: { get: () => colour } });
  const program = newProgram(coloured, (result) => {
    outcome = result;
  });
  const said: Said = { help: '', by: program };
  for (const command of [program, ...program.commands]) listen(command, said);
  keepTyped(program, terminal.typed);
  program.hook('preAction', (_, command) => {
    colour = command.optsWithGlobals<{ readonly color: ColourChoice }>().color;
  });
  try {
    await program.parseAsync(spellOut(argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error, said.by);
    return { output: await told(error, said), exitCode: 0 };
  }
  return outcome;
}

/** What commander had to say, and of which command. */
interface Said {
  help: string;
  by: Command;
}

function listen(command: Command, said: Said): void {
  suggestChoices(command);
  command
    .exitOverride((error) => {
      said.by = command;
      throw error;
    })
    .configureOutput({
      writeOut: (text) => {
        said.help += text;
      },
      writeErr: () => undefined,
    });
}

async function told({ code }: CommanderError, { help, by }: Said): Promise<string> {
  if (code === 'commander.version')
    return versionText(`${process.version} ${process.platform}-${process.arch}`);
  const { behindOptions } = await import('./help.ts');
  return help + behindOptions(by);
}

/** commander's message without its own prefix and line breaks; its "Did you mean" stays. */
function usageError(error: CommanderError, command: Command): UsageError {
  const next = suggestHelp(command.parent === null ? undefined : command.name());
  const help = { hint: 'what can be typed', next };
  if (error.code === 'commander.help') return new UsageError('no command was given', help);
  const [message = '', suggestion] = asTyped(error.message)
    .replace(/^error: /, '')
    .split('\n');
  const told = suggestion === undefined ? help : { hint: suggestion.replace(/^\((.*)\)$/, '$1') };
  return new UsageError(message.replace(/\.$/, ''), told);
}

type Done = (outcome: Outcome) => void;

/** The commands with their options; `done` is told what the one that was typed came to. */
export function newProgram(terminal: Terminal, done: Done): Command {
  const program = new Command('esi-state')
    .description(
      'Show, verify and repair the three stages that an orchestration worker leaves in etcd for each Heat stack.',
    )
    .version(BUILD.version, '-V, --version', 'tell version, build and API of etcd')
    .helpOption('-h, --help', 'tell what can be typed')
    .configureHelp({ visibleOptions: allOptions })
    .showSuggestionAfterError(true)
    .hook('preAction', (_program, command) => {
      expandPaths(command, terminal.env);
      checkFormat(command);
    });
  addConnectionOptions(program);
  addShow(program, terminal, done);
  addVerify(program, terminal, done, settleOption);
  addRepairCommands(program, terminal, done, settleOption);
  addRules(program, terminal, done);
  addCompletion(program, terminal, done);
  addPing(program, terminal, done);
  addConfig(program, terminal, done);
  return program;
}

/** A verb's help has the common options too, in their own groups behind its own. */
function allOptions(this: Help, command: Command): Option[] {
  const own = Help.prototype.visibleOptions.call(this, command);
  const common = command.parent?.options.filter(({ long, hidden }) => !hidden && long !== '--version');
  return [...own, ...(common ?? [])];
}

function addConnectionOptions(program: Command): void {
  program
    .optionsGroup('Connection:')
    .option(
      '--endpoints <list>',
      'etcd endpoints, with commas between; repeatable ($ETCDCTL_ENDPOINTS; default 127.0.0.1:2379)',
      addUp,
    )
    .option(
      '--discovery-srv <domain>',
      "find endpoints by this domain's SRV records ($ETCDCTL_DISCOVERY_SRV)",
    )
    .option('--discovery-srv-name <name>', 'suffix of the service in them ($ETCDCTL_DISCOVERY_SRV_NAME)')
    .option('--cacert <file>', "authorities to trust for etcd's certificate ($ETCDCTL_CACERT)")
    .option('--cert <file>', 'client certificate ($ETCDCTL_CERT)')
    .option('--key <file>', 'its key ($ETCDCTL_KEY)')
    .option('--user <name[:password]>', 'etcd user ($ETCDCTL_USER); a terminal is asked for the password')
    .option('--password <text>', 'its password; rather use $ETCDCTL_PASSWORD or a file')
    .option('--password-file <file>', 'file that holds the password ($ETCDCTL_PASSWORD_FILE)')
    .option(
      '--dial-timeout <duration>',
      'limit of one attempt to connect ($ETCDCTL_DIAL_TIMEOUT; default 2s)',
    )
    .option(
      '--command-timeout <duration>',
      'limit of one request with its retries ($ETCDCTL_COMMAND_TIMEOUT; default 5s)',
    );
  addSwitches(program)
    .optionsGroup('Settings and output:')
    .option(
      '--prefix <area=path>',
      'where heat_stacks, job_state, state, config or jobs lie; repeatable',
      collect,
    )
    .option(
      '--config <file>',
      'contexts, severities, known words ($ESI_STATE_CONFIG; default ~/.config/esi-state/config.yaml)',
    )
    .option(
      '--context <name>',
      "which of its contexts; beats $ETCDCTL_* ($ESI_STATE_CONTEXT; default the file's current-context)",
    )
    .addOption(formatOption())
    .addOption(
      new Option('--color <when>', 'colours; beats $NO_COLOR and $FORCE_COLOR')
        .choices(COLOUR_CHOICES)
        .default('auto'),
    )
    .option('--reveal', 'show secrets: passwords, tokens, private keys; without it they are masked')
    .option('--debug', 'add the stack to errors');
}

function addSwitches(program: Command): Command {
  const skip = "do not check etcd's certificate ($ETCDCTL_INSECURE_SKIP_TLS_VERIFY)";
  const discovery =
    '=false takes only SRV records of TLS, and checks certificates for the domain ($ETCDCTL_INSECURE_DISCOVERY)';
  const transport = '=false uses TLS for endpoints without a scheme ($ETCDCTL_INSECURE_TRANSPORT)';
  addSwitch(program, '--insecure-skip-tls-verify', skip);
  addSwitch(program, '--insecure-discovery', discovery);
  return addSwitch(program, '--insecure-transport', transport);
}

function settleOption(): Option {
  const text = 'pause before what looks broken is looked at again; 0 judges at once';
  return new Option('--settle <duration>', text).argParser(milliseconds).default(2000, '2s');
}

function addShow(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('show')
    .description('the three stages side by side, what differs, what is going on, and what to type next')
    .argument('<name...>', 'resources')
    .option('--full', 'show every value whole')
    .option('--raw', 'print each stored key and its bytes')
    .action(async (names: string[], _options: unknown, command: Command) => {
      const { runShow } = await import('../commands/show/run.ts');
      done(await runShow(names, command.optsWithGlobals(), terminal));
    });
}

function addRules(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('rules')
    .description('what is checked; with a rule: what it means, why it matters, how it is repaired')
    .argument('[rule]', 'for example outputs-differ')
    .action(async (rule: string | undefined, _options: unknown, command: Command) => {
      const { runRules } = await import('../commands/rules/run.ts');
      done(await runRules(rule, command.optsWithGlobals(), terminal));
    });
}

function addPing(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('ping')
    .description('each endpoint: version, leader, revision, time of a read; what may be read and written')
    .option('--count', 'count the keys of each prefix')
    .action(async (_options: unknown, command: Command) => {
      const { runPing } = await import('../commands/ping/run.ts');
      done(await runPing(command.optsWithGlobals(), terminal));
    });
}

function addConfig(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('config')
    .description('the settings in force and where each came from; asks etcd nothing')
    .action(async (_options: unknown, command: Command) => {
      const { runConfig } = await import('../commands/config/run.ts');
      done(await runConfig(command.optsWithGlobals(), terminal));
    });
}

function addCompletion(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('completion')
    .description('the script that completes command lines of this tool')
    .addArgument(new Argument('<shell>', 'yours').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: Shell) => {
      const { completionScript } = await import('./completion/run-complete.ts');
      done(completionScript(shell));
    });
  program
    .command('__complete', { hidden: true })
    .argument('<shell>')
    .argument('[word...]')
    .action(async (shell: string, words: string[]) => {
      const { runComplete } = await import('./completion/run-complete.ts');
      done(await runComplete(program, shell, words, terminal));
    });
}
