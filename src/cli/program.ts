/** The commands and their options. Nothing here loads a connection or a table: each verb is loaded when it is typed. */
import { Command, CommanderError, Help, type Option } from 'commander';
import type { Verb } from '../commands/verb.ts';
import { VERBS } from '../commands/verbs.ts';
import type { ColourChoice } from '../drawing/screen.ts';
import { UsageError } from '../errors.ts';
import { OtherFormatError } from '../settings/format.ts';
import type { CommonFlags } from '../settings/session.ts';
import { suggestHelp } from '../suggestion.ts';
import { BUILD, versionText } from '../terminal/build-info.ts';
import type { Outcome, Terminal } from '../terminal/terminal.ts';
import { COMMON } from './common-options.ts';
import { asTyped, spellOut } from './equals-sign.ts';
import { addOptions, argumentOf, expandPaths, suggestChoices } from './options.ts';
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
    return { output: await afterCommander(error, said), exitCode: 0 };
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

async function afterCommander({ code }: CommanderError, { help, by }: Said): Promise<string> {
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
    });
  addOptions(program, COMMON);
  for (const verb of VERBS) addVerb(program, verb, terminal, done);
  addComplete(program, terminal, done);
  return program;
}

/** A verb's help has the common options too, in their own groups behind its own. */
function allOptions(this: Help, command: Command): Option[] {
  const own = Help.prototype.visibleOptions.call(this, command);
  const common = command.parent?.options.filter(({ long, hidden }) => !hidden && long !== '--version');
  return [...own, ...(common ?? [])];
}

function addVerb(program: Command, verb: Verb, terminal: Terminal, done: Done): void {
  const command = program.command(verb.name).description(verb.summary);
  if (verb.argument !== undefined) command.addArgument(argumentOf(verb.argument));
  addOptions(command, verb.options ?? []);
  command.action(async (..._words: readonly unknown[]) => {
    const flags = command.optsWithGlobals<CommonFlags>();
    checkFormat(verb, flags);
    done(await verb.run(command.args, flags, terminal));
  });
}

/** Throws `OtherFormatError` where the verb doesn't have the format. */
function checkFormat({ name, formats }: Verb, { format }: CommonFlags): void {
  if (formats.includes(format)) return;
  const others = VERBS.filter((verb) => verb.formats.includes(format)).map((verb) => verb.name);
  throw new OtherFormatError(`${name} has no output format ${format}`, {
    hint: `it has ${formats.join(', ')}; ${format} is for ${others.join(', ')}`,
  });
}

/** What the shells' scripts ask. */
function addComplete(program: Command, terminal: Terminal, done: Done): void {
  program
    .command('__complete', { hidden: true })
    .argument('<shell>')
    .argument('[word...]')
    .action(async (shell: string, words: string[]) => {
      const { runComplete } = await import('./completion/run-complete.ts');
      done(await runComplete(program, shell, words, terminal));
    });
}
