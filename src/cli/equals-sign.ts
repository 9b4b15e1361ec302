/**
 * Options that mean something else with a `=` behind them. commander takes the next word for an optional value, and
 * refuses a value of a flag; so each is two options to it.
 */
import { type Command, Option } from 'commander';
import { truthOf } from '../settings/setting-values.ts';

/** In `--yes ports/1` the word is a resource; only `--yes=NAME` names a context. */
export function addYes(command: Command): Command {
  return command
    .option('--yes', 'do not ask; a protected context takes --yes=NAME only')
    .addOption(new Option(`${YES_TO} <context>`).hideHelp());
}

/** `--insecure-skip-tls-verify=false`, as etcdctl takes it: another place may have it true, or it is true by default. */
export function addSwitch(command: Command, name: Switch, description: string): Command {
  return command.option(name, description).addOption(new Option(negated(name)).hideHelp());
}

const YES_TO = '--yes-to';
const SWITCHES = ['--insecure-skip-tls-verify', '--insecure-discovery', '--insecure-transport'] as const;
type Switch = (typeof SWITCHES)[number];

function negated(name: Switch): string {
  return name.replace('--', '--no-');
}

/** The words as the options above read them; behind `--` all are names. */
export function spellOut(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, at) => (end < 0 || at < end ? spelt(word) : word));
}

function spelt(word: string): string {
  if (word.startsWith('--yes=')) return word.replace('--yes', YES_TO);
  const name = SWITCHES.find((one) => word.startsWith(`${one}=`));
  const on = name === undefined ? undefined : truthOf(word.slice(name.length + 1));
  if (name === undefined || on === undefined) return word;
  return on ? name : negated(name);
}

/** The option as it is documented. */
export function inWords(option: string): string {
  const name = SWITCHES.find((one) => negated(one) === option);
  return name === undefined ? option : `${name}=false`;
}

/** What is told of such a word is told in the operator's words. */
export function asTyped(message: string): string {
  return message.replaceAll(YES_TO, '--yes');
}
