/** How `--help` looks. Loaded when it is asked for; commander draws the options, this what is behind them. */
import type { Command } from 'commander';
import { type HelpText, NAMING } from '../commands/verb.ts';
import { VERBS } from '../commands/verbs.ts';

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

/** Without a verb. */
export const OVERVIEW: HelpText = {
  notes: `${NAMING} "esi-state VERB --help" has the options of a verb, and examples.`,
  examples: [
    ['esi-state --endpoints etcd1:2379,etcd2:2379 show ddc14be4', 'one resource'],
    ['esi-state --context prod verify --all', 'is anything broken?'],
    ['esi-state repair ports/ddc14be4 --dry-run', 'what would be done'],
  ],
  exitCodes: [
    ['0', 'done'],
    ['1', 'findings'],
    ['2', 'wrong usage or configuration; nothing was read'],
    ['3', 'no verdict: etcd was not to be asked, nothing was found, or output lost'],
    ['4', 'no such resource, or the name fits several'],
    ['5', 'a repair was refused, declined, or lost the race; nothing was written'],
    ['6', 'a write was sent and what became of it is not known'],
    ['129', 'hung up (SSH lost); what was under way is finished or was not begun'],
    ['130', 'Ctrl-C, the same; a second one leaves at once'],
    ['141', 'who read standard output went away before all was written'],
    ['143', 'SIGTERM, as 129'],
  ],
};
