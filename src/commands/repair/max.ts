import { RefusedError } from '../../errors.ts';
import type { Advice } from '../../repair/plan/plan.ts';
import type { RepairProposals } from './result.ts';

/** Throws `RefusedError` where more would be written than was expected: a sign of something bigger. */
export function refuseTooMany({ proposals }: RepairProposals, max: number, { hint, next }: Advice): void {
  const plans = proposals.filter(({ kind }) => kind === 'plan').length;
  if (plans <= max) return;
  throw new RefusedError(
    `${plans} resources would be written, more than --max ${max}: so many have one cause, find it first`,
    { hint: `nothing was written; --max ${plans} takes all${hint}`, next },
  );
}
