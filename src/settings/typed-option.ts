/** An option as a value, and what options make of their text. */
import { parseDuration } from './duration.ts';

export interface TypedOption {
  /** `--limit <n>`, as help has it. */
  readonly form: string;
  readonly about?: string;
  readonly choices?: readonly string[];
  /** What the text means; throws `ValueError`. `before`: what the option had, where it is given again. */
  readonly read?: (text: string, before: never) => unknown;
  /** What it is where it is not given; `text` is how help writes that. */
  readonly usual?: { readonly value: unknown; readonly text?: string };
  readonly hidden?: boolean;
}

export interface OptionGroup {
  /** Absent: with what stands before it. */
  readonly heading?: string;
  readonly options: readonly TypedOption[];
}

/** What was typed is no value of this option; the message is a sentence that says what is one. */
export class ValueError extends Error {}

/** Throws `ValueError` for what is no duration. */
export function milliseconds(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new ValueError('Write 500ms, 2s or 1m30s; a bare number is seconds.');
  return ms;
}

/** Reads a positive integer of at most so many digits; what it reads throws `ValueError`. */
export function positive(digits: number): (text: string) => number {
  return (text) => {
    if (!/^[1-9]\d*$/.test(text) || text.length > digits) throw new ValueError('It is a positive integer.');
    return Number(text);
  };
}

/** For an option that may be repeated. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** For an option with a list that may be repeated: one longer list, as etcdctl has it. */
export function addUp(value: string, before?: string): string {
  return before === undefined ? value : `${before},${value}`;
}

export const SETTLE: TypedOption = {
  form: '--settle <duration>',
  about: 'pause before what looks broken, or has a job key left, is looked at again; 0: no second look',
  read: milliseconds,
  usual: { value: 2000, text: '2s' },
};
