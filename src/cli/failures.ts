import type { NameFailure } from '../commands/results.ts';
import { NameError } from '../errors.ts';
import { exitCodeOf, renderError, worst } from './outcome.ts';
import type { Terminal } from './terminal.ts';

/** Tells each name that could not be dealt with on stderr; gives the exit code of all together. */
export function tellFailures(failures: readonly NameFailure[], json: boolean, terminal: Terminal): number {
  const errors = failures.map(({ message }) => new NameError(message));
  for (const error of errors) terminal.stderr.write(renderError(error, { json }));
  return worst(errors.map(exitCodeOf));
}
