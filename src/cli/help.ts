/** How `--help` looks. Loaded when it is asked for; commander draws the options, this what is behind them. */
import type { Command } from 'commander';
import type { HelpText } from '../commands/verb.ts';
import { VERBS } from '../commands/verbs.ts';
import { OVERVIEW } from './overview.ts';

const WIDTH = 80;

export function helpTextOf(command: Command): HelpText | undefined {
  return command.parent === null ? OVERVIEW : VERBS.find(({ name }) => name === command.name());
}

/** What comes behind the options of this command. */
export function behindOptions(command: Command): string {
  const text = helpTextOf(command);
  if (text === undefined) return '';
  const { notes, examples, exitCodes = [] } = text;
  const width = Math.max(...exitCodes.map(([code]) => code.length));
  const codes = exitCodes.map(([code, when]) => `  ${code.padEnd(width)}  ${when}`);
  const parts = [
    notes === undefined ? [] : [command.createHelp().boxWrap(notes, WIDTH)],
    ['Examples:', ...aligned(examples)],
    codes.length === 0 ? [] : ['Exit codes:', ...codes],
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => `\n${lines.join('\n')}\n`)
    .join('');
}

/** What is too long for the column stands alone. */
function aligned(examples: HelpText['examples']): string[] {
  const width = Math.max(...examples.map(([typed, why]) => (why === '' ? 0 : typed.length)));
  return examples.map(([typed, why]) => `  ${typed.padEnd(width)}  ${why}`.trimEnd());
}
