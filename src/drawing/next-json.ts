import { argvOf, type Suggestion, type TypedLine } from '../suggestion.ts';

/** `next` of every JSON output: the words of a command, unquoted, and what it is good for; null where none helps. */
export function nextJson(suggestion: Suggestion | undefined, typed: TypedLine | undefined) {
  if (suggestion === undefined || 'untypable' in suggestion) return null;
  return { command: argvOf(suggestion, typed), why: suggestion.why };
}
