/** A command that is named anywhere exists: in help, rules, hints, README and docs, with the options that it is named with. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Command } from 'commander';
import { spellOut } from '../../src/cli/equals-sign.ts';
import { OVERVIEW } from '../../src/cli/help.ts';
import { newProgram } from '../../src/cli/program.ts';
import { VERBS } from '../../src/commands/verbs.ts';
import { RULES } from '../../src/judge/catalogue.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';
import { ROOT } from '../support/run/cli.ts';
import { splitBy } from '../support/run/pasted.ts';

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function filesIn(folder: string, ending: string): string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
}

/** Words of the docs that stand for something. */
const STANDS_FOR: readonly (readonly [RegExp, string])[] = [
  [/\bVERB\b/, 'show'],
  [/\bSHELL\b/, 'bash'],
  [/ \\$/, ''],
];

/** What stands behind `esi-state` in a text, up to whatever is no part of the command. */
function commandsIn(text: string): string[] {
  const found = text.matchAll(/(?<![\w./-])esi-state((?: +(?!#)[^\s`"]+)+)/g);
  return [...found].map(([, words = '']) => {
    const command = words.split(/ +(?:[|>#<;]|&&|>>)/)[0] ?? '';
    return STANDS_FOR.reduce(
      (line, [word, meant]) => line.replace(word, meant),
      command.replace(/[.,;:)…]+$/, ''),
    );
  });
}

/** Code alone: prose may go on behind the program's name. */
function codeIn(markdown: string): string {
  const blocks = [...markdown.matchAll(/^```.*\n([\s\S]*?)^```/gm)].map(([, code = '']) =>
    code.replace(/^\$ /gm, ''),
  );
  const rest = markdown.replace(/^```[\s\S]*?^```/gm, '');
  const inline = [...rest.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...blocks, ...inline].join('\n');
}

/** Throws where the real program does not take these words; nothing is run. */
function parse(words: readonly string[]): void {
  const program = newProgram({} as Terminal, () => undefined);
  const quiet = (command: Command) =>
    command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  for (const command of [program, ...program.commands]) quiet(command);
  for (const command of program.commands) command.action(() => undefined);
  try {
    program.parse(spellOut(words), { from: 'user' });
  } catch (error) {
    if ((error as { exitCode?: number }).exitCode !== 0) throw error;
  }
}

function takesAll(where: string, commands: readonly string[]): void {
  const lines = commands.filter((line) => line.trim() !== '');
  for (const [i, words] of splitBy('bash', lines).entries())
    assert.doesNotThrow(() => parse(words), `${where}: esi-state${lines[i]}`);
}

test('in README and docs', () => {
  const files = ['README.md', 'CHANGELOG.md', ...filesIn('docs', '.md')];
  const found = files.map((file) => [file, commandsIn(codeIn(read(file)))] as const);
  assert.ok(found.flatMap(([, commands]) => commands).length > 50);
  for (const [file, commands] of found) takesAll(file, commands);
});

test('in the examples of the help, and in its notes', () => {
  const texts = [OVERVIEW, ...VERBS];
  takesAll(
    'examples',
    texts.flatMap(({ examples }) => examples.flatMap(([line]) => commandsIn(line))),
  );
  takesAll(
    'notes',
    texts.flatMap(({ notes = '' }) => commandsIn(notes)),
  );
});

test('in the texts of the rules', () => {
  for (const { id, holds, meaning, why, repair } of RULES)
    takesAll(id, [holds, meaning, why, repair].flatMap(commandsIn));
});

/** Node's own, commander's, those of an etcd server, and a word for any. */
const FOREIGN = new Set([
  '--max-request-bytes',
  '--max-txn-ops',
  '--quota-backend-bytes',
  '--semi-space-growth-factor',
  '--heap-growing-percent',
  '--help',
  '--option',
  '--no',
]);

test('each option that a text of the source names is one of the program', () => {
  const program = newProgram({} as Terminal, () => undefined);
  const known = new Set(
    [program, ...program.commands].flatMap(({ options }) => options.map(({ long }) => long)),
  );
  const sources = filesIn('src', '.ts').filter((path) => !/secrets/.test(path));
  const named = sources.flatMap((path) =>
    [...withoutComments(read(path)).matchAll(/(?<![\w-])--[a-z][a-z-]*[a-z]/g)].map(
      ([option]) => [path, option] as const,
    ),
  );
  assert.ok(named.length > 100);
  for (const [path, option] of named)
    assert.ok(known.has(option) || FOREIGN.has(option), `${path}: ${option}`);
});

test('no text of the source is a command to paste: those are made of words by suggestion.ts', () => {
  const verbs = newProgram({} as Terminal, () => undefined).commands.map((command) => command.name());
  const command = new RegExp(`esi-state (${verbs.join('|')})\\b|openstack stack|etcdctl [a-z]+ [a-z]`);
  const allowed =
    /^src\/(cli\/help|commands\/(repair\/(undo-)?|[a-z]+\/)command|commands\/completion\/scripts|commands\/rules\/views\/screen|suggestion)\.ts$/;
  const sources = filesIn('src', '.ts').filter((path) => !allowed.test(path));
  for (const path of sources) assert.doesNotMatch(withoutComments(read(path)), command, path);
});

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
