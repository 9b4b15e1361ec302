import { NameError } from '../errors.ts';
import type { NameFailure } from '../judging/results.ts';
import { exitCodeOf, tellError, worst } from './outcome.ts';
import type { Terminal } from './terminal.ts';

/** Tells each name that could not be dealt with on stderr; gives the exit code of all together. */
export function tellFailures(failures: readonly NameFailure[], json: boolean, terminal: Terminal): number {
  const errors = failures.map(({ message }) => new NameError(message));
  for (const error of errors) tellError(error, terminal, { json });
  return worst(errors.map(exitCodeOf));
}
