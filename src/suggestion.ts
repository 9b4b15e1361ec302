/**
 * Every command that a screen, a plan or an error tells to type next is made here, from words and never from text: names
 * and keys are etcd's, so whoever can write there could write a command. `drawing/command-line.ts` quotes the words for a
 * shell. Pure.
 */
import { pluralType, type ResourceRef, resourceName, shortName, unquotedName } from './stages/keys.ts';

/** An option as it is typed; a flag has no value. */
export type TypedOption = readonly [option: string, value?: string];

/** A command line as it was typed, as far as the next one may hang on it. Filled while it is read. */
export interface TypedLine {
  verb: string;
  names: readonly string[];
  /** Of the connection and the settings: each command of ours needs them. */
  readonly common: TypedOption[];
  /** The verb's own. */
  readonly own: TypedOption[];
  /** How etcdctl reaches the same cluster, where its own environment does not tell. */
  readonly etcdctl: TypedOption[];
  /** By full name: what is typed for resources that type and beginning of their ID don't tell from others. */
  readonly longNames: Map<string, string>;
}

export function emptyLine(): TypedLine {
  return { verb: '', names: [], common: [], own: [], etcdctl: [], longNames: new Map() };
}

export interface SuggestedCommand {
  readonly program: 'esi-state' | 'openstack' | 'etcdctl';
  /** `show`, or `stack show`. */
  readonly verb: readonly string[];
  /** A resource is named as shortly as it can be where the command is shown. */
  readonly names: readonly (string | ResourceRef)[];
  readonly options: readonly TypedOption[];
  /** What it is good for; may be empty. */
  readonly why: string;
  /** Another way of what was typed: where that was a dry run, so is this. */
  readonly isRetry?: boolean;
  /** What it may tell, and what is to be done then: only for a program that is not ours. */
  readonly answers?: readonly Answer[];
}

/** One of the answers of another program. */
export interface Answer {
  /** What it says then, in words: it stands behind "if". */
  readonly when: string;
  /** Undefined where nothing that can be typed helps: then `when` tells who does. */
  readonly next?: Suggestion;
}

/** A command that was not made, and why not: no shell can be made to say its words. */
export interface Untypable {
  readonly untypable: string;
}

export type Suggestion = SuggestedCommand | Untypable;

interface Asked {
  readonly of?: readonly (ResourceRef | string)[];
  readonly options?: readonly TypedOption[];
  readonly why?: string;
}

/** A command of this tool. What was typed before is added where it is shown (`argvOf`). */
export function suggest(verb: string, { of = [], options = [], why = '' }: Asked = {}): Suggestion {
  const texts = of.map((name) => (typeof name === 'string' ? name : wholeName(name)));
  const values = options.flatMap(([, value]) => value ?? []);
  if (!texts.every(canBeName) || !values.every(canBeWord))
    return {
      untypable: 'a name in it holds what no shell can pass on: blanks or quotes around it, or no UTF-8',
    };
  return { program: 'esi-state', verb: [verb], names: of, options, why };
}

/** All that can be typed; of a verb, or of all of them. It reads nothing, so it needs nothing. */
export function suggestHelp(verb?: string): SuggestedCommand {
  const words = verb === undefined ? [] : [verb];
  return { program: 'esi-state', verb: words, names: [], options: [['--help']], why: '' };
}

/** Reads again what became of a journal entry. */
export function suggestResolve(entry: string): Suggestion {
  return suggest('journal', { of: [entry], options: [['--resolve']] });
}

/** Records the operator's own word for what etcd does not tell. */
export function suggestWord(entry: string, word: 'written' | 'not_written'): Suggestion {
  return suggest('journal', { of: [entry], options: [['--resolve'], ['--as', word]] });
}

/** What Heat takes as the name of a stack. */
const STACK_NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,254}$/;

/** What Heat says of a resource's stack; undefined where what is stored is no name of its stack (`<type>_<id>`). */
export function suggestStack(
  stackId: string | undefined,
  { id }: ResourceRef,
  why: string,
): SuggestedCommand | undefined {
  if (stackId === undefined || !STACK_NAME.test(stackId) || !stackId.endsWith(`_${id}`)) return undefined;
  return { program: 'openstack', verb: ['stack', 'show'], names: [stackId], options: [], why };
}

/** Removes a key that is not ours; undefined where no shell can be made to say it. */
export function suggestDeletion(key: string): SuggestedCommand | undefined {
  if (!canBeWord(key)) return undefined;
  return { program: 'etcdctl', verb: ['del'], names: [key], options: [], why: '' };
}

/** U+FFFD stands for bytes that are not UTF-8: the key can't be made of it again. */
function canBeWord(word: string): boolean {
  return !/[\0\ufffd\p{Cs}]/u.test(word);
}

/** Blanks and quotes around a name are dropped when it is read, and one that begins with a slash is read as a key. */
function canBeName(name: string): boolean {
  return canBeWord(name) && name !== '' && name === unquotedName(name) && !name.startsWith('/');
}

/** All words of it, unquoted, with what it needs of the command line that it comes after. */
export function argvOf(command: SuggestedCommand, typed: TypedLine = emptyLine()): string[] {
  const { program, verb, names: named, options } = command;
  const names = named.map((name) => (typeof name === 'string' ? name : nameToType(name, typed)));
  if (program === 'openstack') return [program, ...verb, ...names];
  if (program === 'etcdctl') return [program, ...verb, ...names, ...typed.etcdctl.flatMap(wordsOf)];
  if (options[0]?.[0] === '--help') return [program, ...verb, '--help'];
  const carried = carriedFor(command, typed);
  const all = [...options, ...carried, ...typed.common].flatMap(wordsOf);
  // Behind `--` nothing is an option, so it comes last.
  if (names.some((name) => name.startsWith('-'))) return [program, ...verb, ...all, '--', ...names];
  return [program, ...verb, ...names, ...all];
}

/** `ports/ddc14be4`, or more of it where that is another resource's, too. */
export function nameToType(ref: ResourceRef, { longNames }: Pick<TypedLine, 'longNames'>): string {
  return longNames.get(resourceName(ref)) ?? shortName(ref);
}

/** Type and whole ID: never another's. */
export function wholeName(ref: ResourceRef): string {
  return `${pluralType(ref)}/${ref.id}`;
}

/** A value that looks like an option is written as one word with it: the parser would take it for one. */
function wordsOf([option, value]: TypedOption): string[] {
  if (value === undefined) return [option];
  return value.startsWith('-') ? [`${option}=${value}`] : [option, value];
}

/** What the verbs around the journal hand on to each other. */
const OF_JOURNAL: Readonly<Record<string, readonly string[]>> = {
  repair: ['--journal-dir', '--reason'],
  undo: ['--journal-dir', '--reason'],
  journal: ['--journal-dir'],
};

/** Of these the next command says itself whether it has them, or nobody but the operator does. */
const NEVER = ['--settle', '--full', '--yes', '--yes-to', '--bytes', '--plan-out', '--apply'];

/** They tell which of all; a resource that is named is told by its name. */
const OF_ALL = ['--all', '--rule', '--type', '--limit', '--keep-going'];

/** Each of them adds to those before it. */
const REPEATABLE = ['--dead-job', '--set', '--rule', '--type'];

/** The verb's options that were typed and that this command needs, too; its own ones win. */
function carriedFor(
  { verb: [verb = ''], options, isRetry = false }: SuggestedCommand,
  { verb: before, own }: TypedLine,
): TypedOption[] {
  const has = (name: string) => options.some(([option]) => option === name);
  if (has('--apply')) return own.filter(([name]) => OF_JOURNAL[verb]?.includes(name));
  return own.filter(([name, value]) => {
    const known = has(name) && !REPEATABLE.includes(name);
    if (known || options.some(([option, given]) => option === name && given === value)) return false;
    if (OF_JOURNAL[verb]?.includes(name)) return OF_JOURNAL[before] !== undefined;
    if (verb !== before || verb !== 'repair') return false;
    if (name === '--dry-run') return isRetry;
    if (NEVER.includes(name)) return false;
    return has('--all') || !OF_ALL.includes(name);
  });
}
