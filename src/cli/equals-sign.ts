/**
 * Options that mean something else with a `=` behind them. commander takes the next word for an optional value, and
 * refuses a value of a flag; so each is two options to it.
 */
import { type Command, Option } from 'commander';
import { truthOf } from './setting-values.ts';

/** In `--yes ports/1` the word is a resource; only `--yes=NAME` names a context. */
export function addYes(command: Command): Command {
  return command
    .option('--yes', 'do not ask; a protected context takes --yes=NAME only')
    .addOption(new Option(`${YES_TO} <context>`).hideHelp());
}

/** `--insecure-skip-tls-verify=false`, as etcdctl takes it: a context may have it true. */
export function addSkipVerify(command: Command): Command {
  return command
    .option(SKIP, "do not check etcd's certificate ($ETCDCTL_INSECURE_SKIP_TLS_VERIFY)")
    .addOption(new Option(NO_SKIP).hideHelp());
}

const YES_TO = '--yes-to';
const SKIP = '--insecure-skip-tls-verify';
const NO_SKIP = '--no-insecure-skip-tls-verify';

/** The words as the options above read them; behind `--` all are names. */
export function spellOut(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, at) => (end < 0 || at < end ? spelt(word) : word));
}

function spelt(word: string): string {
  if (word.startsWith('--yes=')) return word.replace('--yes', YES_TO);
  const skip = word.startsWith(`${SKIP}=`) ? truthOf(word.slice(SKIP.length + 1)) : undefined;
  if (skip === undefined) return word;
  return skip ? SKIP : NO_SKIP;
}

/** What is told of such a word is told in the operator's words. */
export function asTyped(message: string): string {
  return message.replaceAll(YES_TO, '--yes');
}
