/** docs/esi-state.1: what `--help` says of all commands, as `man` shows it. */
import type { Argument, Command, Help, Option } from 'commander';
import { helpTextOf } from '../src/cli/help.ts';
import { newProgram } from '../src/cli/program.ts';
import type { HelpText } from '../src/commands/verb.ts';
import { environmentName, SETTING_NAMES } from '../src/settings/layers.ts';
import type { Terminal } from '../src/terminal/terminal.ts';

/** A text, safe from roff: no line begins a request, and - is a minus that can be copied. */
function plain(text: string): string {
  const escaped = text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('~', '\\(ti');
  return escaped.replaceAll('^', '\\(ha').replace(/^([.'])/gm, '\\&$1');
}

const bold = (text: string) => `\\fB${plain(text)}\\fR`;

/** What is typed is bold, what stands for something else in italics. */
function term(text: string): string {
  const parts = text.split(/(<[^>]+>|\[[^\]]+\])/).filter((part) => part !== '');
  return parts.map((part) => (/^[<[]/.test(part) ? `\\fI${plain(part)}\\fR` : bold(part))).join('');
}

const entry = (head: string, text: string) => ['.TP', head, plain(text)];

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;

function entries(pairs: readonly (readonly [string, string])[]): string[] {
  return pairs.flatMap(([name, text]) => entry(bold(name), text));
}

function options(help: Help, list: readonly Option[]): string[] {
  return list.flatMap((one) => entry(term(help.optionTerm(one)), help.optionDescription(one)));
}

function examples({ examples: list }: HelpText): string[] {
  return list.flatMap(([typed, why]) => [
    '.TP',
    bold(typed),
    ...(why === '' ? ['\\&'] : [plain(sentence(why))]),
  ]);
}

/** The common options come once, by their groups. */
function commonOptions(program: Command): string[] {
  const help = program.createHelp();
  const visible = program.createHelp().visibleOptions(program);
  const groups = [...new Set(visible.map(({ helpGroupHeading }) => helpGroupHeading))];
  return groups.flatMap((group) => [
    `.SS ${plain((group ?? 'General:').replace(/:$/, ''))}`,
    ...options(
      help,
      visible.filter(({ helpGroupHeading }) => helpGroupHeading === group),
    ),
  ]);
}

function section(command: Command): string[] {
  const text = helpTextOf(command);
  // A verb without examples is a verb half done.
  if (text === undefined) throw new Error(`no verb is called ${command.name()}`);
  const help = command.createHelp();
  const own = command.options.filter(({ hidden }) => !hidden);
  const about = (argument: Argument) => help.argumentDescription(argument);
  return [
    `.SS esi\\-state ${plain(help.subcommandTerm(command))}`,
    plain(sentence(command.description())),
    ...(text.notes === undefined ? [] : [plain(text.notes)]),
    ...command.registeredArguments.flatMap((one) => entry(term(`<${one.name()}>`), about(one))),
    ...options(help, own),
    ...(text.exitCodes ?? []).flatMap(([code, when]) => entry(`exit ${code}`, when)),
    '.PP',
    'Examples:',
    ...examples(text),
  ];
}

const FILES: readonly (readonly [string, string])[] = [
  [
    '~/.config/esi-state/config.yaml',
    'Named contexts, severities of rules, and the fields, statuses and secret keys that a site knows beyond ' +
      'those of this program. Below $XDG_CONFIG_HOME where that is set.',
  ],
  [
    '~/.local/state/esi-state/journal',
    'What was repaired, with the values of before. Below $XDG_STATE_HOME where that is set.',
  ],
];

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  [SETTING_NAMES.map(environmentName).join(', '), 'As etcdctl takes them; an option beats each of them.'],
  ['ESI_STATE_CONFIG', 'The configuration file; --config beats it.'],
  ['ESI_STATE_CONTEXT', 'The context of that file; --context beats it.'],
  ['NO_COLOR, FORCE_COLOR', 'No colour, or colour without a terminal too; of both, NO_COLOR counts.'],
  ['COLUMNS', 'The width of tables where there is no terminal; without it 200.'],
  ['LC_ALL, LC_CTYPE, LANG', 'Where they say no UTF-8, nothing but ASCII is drawn.'],
];

/** @param version as package.json tells it */
export function manPage(version: string): string {
  const program = newProgram({} as Terminal, () => undefined);
  const help = program.createHelp();
  const commands = help.visibleCommands(program).filter((one) => one.name() !== 'help');
  const overview = helpTextOf(program);
  if (overview === undefined) throw new Error('there is no overview');
  return `${[
    '.\\" Generated from the help of src/cli by "npm run docs".',
    `.TH ESI\\-STATE 1 "" "esi\\-state ${version}" "User Commands"`,
    '.SH NAME',
    'esi\\-state \\- show, verify and repair what an orchestration worker leaves in etcd',
    '.SH SYNOPSIS',
    `${bold('esi-state')} \\fI[options] command [arguments]\\fR`,
    '.SH DESCRIPTION',
    plain(program.description()),
    ...(overview.notes === undefined ? [] : ['.PP', plain(overview.notes)]),
    '.SH COMMANDS',
    ...commands.flatMap(section),
    '.SH OPTIONS',
    'Every command takes these, before and after its name.',
    ...commonOptions(program),
    '.SH EXIT STATUS',
    ...entries(overview.exitCodes ?? []),
    '.SH ENVIRONMENT',
    ...entries(ENVIRONMENT),
    '.SH FILES',
    ...entries(FILES),
    '.SH EXAMPLES',
    ...examples(overview),
    '.SH SEE ALSO',
    '.BR etcdctl (1)',
  ].join('\n')}\n`;
}
