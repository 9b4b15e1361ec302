import { type Command, Option } from 'commander';

/**
 * commander has options with a word behind them, with or without a `=`. For `--yes` only `--yes=NAME` may be one: in
 * `--yes ports/1` the word is a resource. So the two are two options to it.
 */
export function addYes(command: Command): Command {
  return command
    .option('--yes', 'do not ask; a protected context takes --yes=NAME only')
    .addOption(new Option(`${YES_TO} <context>`).hideHelp());
}

const YES_TO = '--yes-to';

/** The words as addYes reads them; behind `--` all are names. */
export function spellOutYes(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, at) =>
    word.startsWith('--yes=') && (end < 0 || at < end) ? word.replace('--yes', YES_TO) : word,
  );
}

/** What is told of such a word is told in the operator's words. */
export function asTyped(message: string): string {
  return message.replaceAll(YES_TO, '--yes');
}
