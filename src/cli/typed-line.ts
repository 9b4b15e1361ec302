/** Keeps what was typed, word by word, for the commands that the screens tell to type next. */
import type { Command, Option } from 'commander';
import { unquotedName } from '../stages/keys.ts';
import type { TypedLine, TypedOption } from '../suggestion.ts';
import { inWords } from './equals-sign.ts';

/** How it is told, not what: a command of another screen may be told otherwise. A password is asked for again. */
const NOT_KEPT = ['--format', '--color', '--reveal', '--debug', '--password', '--version'];

/** Fills the line while the program reads its words, in their order; what the environment sets is left to it. */
export function keepTyped(program: Command, line: TypedLine): void {
  keepOptions(program, line.common);
  for (const command of program.commands) keepOptions(command, line.own);
  program.hook('preAction', (_, command) => {
    line.verb = command.name();
    line.names = command.args.map(unquotedName);
  });
}

function keepOptions(command: Command, kept: TypedOption[]): void {
  for (const option of command.options) {
    if (NOT_KEPT.includes(option.long ?? '')) continue;
    command.on(`option:${option.name()}`, (value?: string) => kept.push(typedOption(option, value)));
  }
}

function typedOption({ long, required }: Option, value = ''): TypedOption {
  const name = long ?? '';
  if (!required) return [inWords(name)];
  return [name, name === '--user' ? value.replace(/:.*/s, '') : value];
}
