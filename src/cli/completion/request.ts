import type { Argument, Command, Option } from 'commander';
import { asTyped, spellOut } from '../equals-sign.ts';

/** What could come where the operator is typing. */
export interface Request {
  readonly wanted: 'commands' | 'options' | Option | Argument | undefined;
  readonly command: Command;
  readonly program: Command;
  /** What is there of it. */
  readonly typed: string;
  /** What stands before it in the same word: `--format=`. */
  readonly before: string;
  /** The options that were typed whole, as a command would be given them. */
  readonly flags: Readonly<Record<string, unknown>>;
}

interface Walk {
  command: Command;
  operands: number;
  /** Behind `--`: no more options. */
  plain: boolean;
  waiting: Option | undefined;
  lost: boolean;
  readonly flags: Record<string, unknown>;
}

/** @param words behind the tool's own name, the last one as far as the cursor; it may be empty */
export function readRequest(program: Command, words: readonly string[]): Request {
  const all = spellOut(words);
  const walk: Walk = {
    command: program,
    operands: 0,
    plain: false,
    waiting: undefined,
    lost: false,
    flags: {},
  };
  for (const word of all.slice(0, -1)) step(walk, word, program);
  return { command: walk.command, program, flags: walk.flags, ...last(walk, all.at(-1) ?? '', program) };
}

function step(walk: Walk, word: string, program: Command): void {
  if (walk.waiting !== undefined) {
    setFlag(walk, walk.waiting, word);
    walk.waiting = undefined;
  } else if (!walk.plain && word === '--') walk.plain = true;
  else if (!walk.plain && isOption(word)) takeOption(walk, word);
  else if (walk.command === program) enter(walk, word, program);
  else walk.operands += 1;
}

function isOption(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}

function enter(walk: Walk, word: string, program: Command): void {
  const command = commandsOf(program).find((one) => one.name() === word);
  if (command === undefined) walk.lost = true;
  else walk.command = command;
}

function takeOption(walk: Walk, word: string): void {
  const { option, value } = splitOption(walk.command, word);
  if (option === undefined) return;
  if (!option.required) walk.flags[option.attributeName()] = value ?? true;
  else if (value === undefined) walk.waiting = option;
  else setFlag(walk, option, value);
}

/** `--format=json`, `-ojson`, or the option alone. */
function splitOption(command: Command, word: string): { option: Option | undefined; value?: string } {
  const equals = word.indexOf('=');
  if (word.startsWith('--')) {
    const name = equals < 0 ? word : word.slice(0, equals);
    const option = optionsOf(command).find(({ long }) => long === name);
    return equals < 0 ? { option } : { option, value: word.slice(equals + 1) };
  }
  const option = optionsOf(command).find(({ short }) => short === word.slice(0, 2));
  return word.length > 2 ? { option, value: word.slice(2) } : { option };
}

/** What is wrong with a value is not told while another one is typed. */
function setFlag({ flags }: Walk, option: Option, text: string): void {
  const name = option.attributeName();
  try {
    flags[name] = option.parseArg === undefined ? text : option.parseArg<unknown>(text, flags[name]);
  } catch {
    delete flags[name];
  }
}

function last(walk: Walk, word: string, program: Command): Pick<Request, 'wanted' | 'typed' | 'before'> {
  if (walk.lost) return { wanted: undefined, typed: word, before: '' };
  if (walk.waiting !== undefined) return { wanted: walk.waiting, typed: word, before: '' };
  if (!walk.plain && word.startsWith('-')) return lastOption(walk.command, word);
  if (walk.command === program) return { wanted: 'commands', typed: word, before: '' };
  const args = walk.command.registeredArguments;
  const end = args.at(-1);
  const wanted = args[walk.operands] ?? (end?.variadic ? end : undefined);
  return { wanted, typed: word, before: '' };
}

function lastOption(command: Command, word: string): Pick<Request, 'wanted' | 'typed' | 'before'> {
  const { option, value } = splitOption(command, word);
  if (option === undefined || value === undefined) return { wanted: 'options', typed: word, before: '' };
  const before = asTyped(word.slice(0, word.length - value.length));
  return { wanted: option.isBoolean() ? undefined : option, typed: value, before };
}

/** A command's own options and those that all commands take. */
export function optionsOf(command: Command): Option[] {
  return [...command.options, ...(command.parent?.options ?? [])];
}

/** Also `help`, which commander adds by itself. */
export function commandsOf(program: Command): Command[] {
  return program.createHelp().visibleCommands(program);
}
