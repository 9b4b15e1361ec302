import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Command } from 'commander';
import { behindOptions } from '../../src/cli/help.ts';
import { newProgram } from '../../src/cli/program.ts';
import { DEFAULT_PACE } from '../../src/store/scan/pace.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';

const program = newProgram({} as Terminal, () => undefined);
const visible = program.createHelp().visibleCommands(program);
const commands = [program, ...visible.filter((command) => command.name() !== 'help')];

function helpOf(command: Command): string {
  return command.helpInformation() + behindOptions(command);
}

for (const command of commands) {
  describe(`the help of ${command.name()}`, () => {
    const lines = helpOf(command).split('\n');

    it('fits 80 columns', () => {
      assert.deepEqual(
        lines.filter((line) => line.length > 80),
        [],
      );
    });

    it('has examples, of which each is one that commander takes', () => {
      const from = lines.indexOf('Examples:') + 1;
      const examples = lines.slice(from, lines.indexOf('', from));
      assert.ok(from > 0 && examples.length > 0);
      const verbs = examples.map(
        (line) => /^ {2}(?:source <\()?esi-state (?:--\S+ \S+ )*(\w+)/.exec(line)?.[1],
      );
      const known = commands.map((one) => one.name());
      assert.deepEqual(
        verbs.filter((verb) => !known.includes(verb ?? '')),
        [],
      );
    });

    it('has the options of the connection under a heading of their own', () => {
      const connection = lines.slice(lines.indexOf('Connection:'));
      assert.ok(connection.some((line) => line.startsWith('  --endpoints ')));
    });

    it('tells each option once', () => {
      const told = lines.flatMap((line) => /^ {2}(?:-\w, )?(--[a-z-]+)/.exec(line)?.[1] ?? []);
      assert.deepEqual(told, [...new Set(told)]);
    });
  });
}

describe('every option that an example names', () => {
  const known = new Set(commands.flatMap(({ options }) => options.map(({ long }) => long)));
  for (const command of commands) {
    it(`is one: ${command.name()}`, () => {
      const named = behindOptions(command).match(/ --[a-z-]+/g) ?? [];
      const strange = named.map((option) => option.trim()).filter((option) => !known.has(option));
      assert.deepEqual(
        strange.filter((option) => option !== '--help'),
        [],
      );
    });
  }
});

it('the help of verify tells the pace that is kept where none is typed', () => {
  const help = helpOf(visible.find((command) => command.name() === 'verify') as Command).replace(/\s+/g, ' ');
  assert.ok(help.includes(`most keys of one page (default ${DEFAULT_PACE.pageKeys})`));
  assert.ok(
    help.includes(`most reads at once, fewer while etcd is slow (default ${DEFAULT_PACE.concurrency})`),
  );
});
