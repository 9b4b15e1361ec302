/** What a verb is: a value, from which help, man page, completion, the check of `-o` and the errors of wrong usage follow. */
import type { CommonFlags } from '../settings/session.ts';
import type { OptionGroup } from '../settings/typed-option.ts';
import type { Outcome, Terminal } from '../terminal/terminal.ts';

/** What `--help` and the man page say beyond the options. */
export interface HelpText {
  /** What to type, and why; together they fit 80 columns. */
  readonly examples: readonly (readonly [command: string, why: string])[];
  /** Beside 0 (done), 2 (wrong usage) and 3 (etcd could not be asked), which every verb has. */
  readonly exitCodes?: readonly (readonly [code: string, when: string])[];
  readonly notes?: string;
}

export interface Verb extends HelpText {
  readonly name: string;
  readonly summary: string;
  readonly argument?: {
    /** `<name...>`, `[rule]`: in brackets where it may be left out. */
    readonly form: string;
    readonly about: string;
    readonly choices?: readonly string[];
  };
  readonly options?: readonly OptionGroup[];
  /** What `-o` may be. */
  readonly formats: readonly string[];
  /** Loads what it needs itself: a line that asks for help must not. */
  run(words: readonly string[], flags: CommonFlags, terminal: Terminal): Promise<Outcome>;
}

/** The formats of a verb that has no others. */
export const PLAIN_FORMATS = ['table', 'json', 'ndjson'] as const;

/** How resources are named, for the notes of verbs that take names. */
export const NAMING =
  'A resource is named by its ID, a prefix of it (4 characters or more), ports/ID, port:ID, a full key, ' +
  'or - for names on standard input, one a line.';

/** The exit code of verbs that take names. */
export const NO_SUCH = ['4', 'no such resource, or the name fits several'] as const;
