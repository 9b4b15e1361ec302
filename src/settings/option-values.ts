/** What several options make of their text. */
import { InvalidArgumentError } from 'commander';
import { parseDuration } from './duration.ts';

/** Throws `InvalidArgumentError` for what is no duration. */
export function milliseconds(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError('Write 500ms, 2s or 1m30s; a bare number is seconds.');
  return ms;
}

/** For an option that may be repeated. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** For an option with a list that may be repeated: one longer list, as etcdctl has it. */
export function addUp(value: string, before?: string): string {
  return before === undefined ? value : `${before},${value}`;
}
