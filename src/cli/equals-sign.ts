/**
 * Options that mean something else with a `=` behind them. commander takes the next word for an optional value, and
 * refuses a value of a flag; so each is two options to it.
 */
import { YES_TO } from '../repairing/options.ts';
import { truthOf } from '../settings/setting-values.ts';
import { SWITCHES } from './common-options.ts';

const NEGATABLE = SWITCHES.map(({ form }) => form);

function negated(name: string): string {
  return name.replace('--', '--no-');
}

/** The words as the options above read them; behind `--` all are names. */
export function spellOut(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, at) => (end < 0 || at < end ? spelt(word) : word));
}

function spelt(word: string): string {
  if (word.startsWith('--yes=')) return word.replace('--yes', YES_TO);
  const name = NEGATABLE.find((one) => word.startsWith(`${one}=`));
  const on = name === undefined ? undefined : truthOf(word.slice(name.length + 1));
  if (name === undefined || on === undefined) return word;
  return on ? name : negated(name);
}

/** The option as it is documented. */
export function inWords(option: string): string {
  const name = NEGATABLE.find((one) => negated(one) === option);
  return name === undefined ? option : `${name}=false`;
}

/** What is told of such a word is told in the operator's words. */
export function asTyped(message: string): string {
  return message.replaceAll(YES_TO, '--yes');
}
