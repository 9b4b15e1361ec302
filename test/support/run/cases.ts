/**
 * How many of a property's cases are tried: all of them, but for a mutation run, which repeats the tests for each of
 * thousands of mutants and says here which share it has time for.
 */
export const SHARE = Number(process.env['ESI_STATE_CASES'] ?? '1');

export function cases(all: number): number {
  return Math.ceil(all * SHARE);
}
