import type { SourceInfo } from '../../judging/results.ts';
import type { Area } from '../../stages/keys.ts';
import type { ListedMember, ProbedEndpoint } from '../../store/probe.ts';

/** What the user has on one prefix; null where it could not be asked. */
export interface PrefixRights {
  readonly area: Area;
  readonly prefix: string;
  readonly read: boolean | null;
  readonly write: boolean | null;
  /** Only where it was asked for. */
  readonly keys?: number | null;
}

export interface PingProblem {
  readonly says: string;
  readonly hint: string;
  /** Nothing can be asked, or not all that a verdict needs. */
  readonly fatal: boolean;
}

export interface PingResult {
  /** The revision is the highest that an endpoint told; the cluster ID is empty where none answered. */
  readonly source: SourceInfo;
  /** `degraded`: what this tool does works, and something is wrong; `unusable`: it does not. */
  readonly verdict: 'ok' | 'degraded' | 'unusable';
  readonly problems: readonly PingProblem[];
  readonly endpoints: readonly ProbedEndpoint[];
  /** Members that none of the endpoints is; undefined where the cluster does not tell its members. */
  readonly otherMembers: readonly ListedMember[] | undefined;
  readonly prefixes: readonly PrefixRights[];
}

/**
 * Entries of the log that this endpoint is behind the foremost one; a few may only have come between the questions.
 * Undefined where it did not tell.
 */
export function raftLag({ status }: ProbedEndpoint, all: readonly ProbedEndpoint[]): number | undefined {
  if (status === undefined) return undefined;
  return Math.max(...all.map((other) => other.status?.raftIndex ?? 0)) - status.raftIndex;
}
