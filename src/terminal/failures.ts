import type { RepairResult } from '../commands/repair/result.ts';
import { NameError, StoreError, UnknownOutcomeError } from '../errors.ts';
import type { NameFailure } from '../judging/results.ts';
import { resourceName } from '../stages/keys.ts';
import { exitCodeOf, tellError, worst } from './outcome.ts';
import type { Terminal } from './terminal.ts';

/** Tells each name that could not be dealt with on stderr; gives the exit code of all together. */
export function tellFailures(failures: readonly NameFailure[], json: boolean, terminal: Terminal): number {
  const errors = failures.map(({ message }) => new NameError(message));
  for (const error of errors) tellError(error, terminal, { json });
  return worst(errors.map(exitCodeOf));
}

/** What the store kept from being done, or being known, is an error as in every other command. */
export function tellTroubles({ items }: RepairResult, json: boolean, terminal: Terminal): void {
  for (const { proposal, outcome, detail = '', hint, next } of items) {
    if (outcome !== 'failed' && outcome !== 'unknown') continue;
    const Kind = outcome === 'failed' ? StoreError : UnknownOutcomeError;
    tellError(new Kind(`${resourceName(proposal.ref)}: ${detail}`, { hint, next }), terminal, { json });
  }
}
