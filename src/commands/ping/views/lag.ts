import type { ProbedEndpoint } from '../../../store/probe.ts';

/**
 * Entries of the log that this endpoint is behind the foremost one; a few may only have come between the questions.
 * Undefined where it did not tell.
 */
export function raftLag({ status }: ProbedEndpoint, all: readonly ProbedEndpoint[]): number | undefined {
  if (status === undefined) return undefined;
  return Math.max(...all.map((other) => other.status?.raftIndex ?? 0)) - status.raftIndex;
}
