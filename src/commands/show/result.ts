import type { Judged, NameFailure, SourceInfo } from '../../judging/results.ts';
import type { Proposal } from '../../repair/plan/plan.ts';

/** A judged resource, and what a repair of it would come to where it is broken. */
export interface ShowJudged extends Judged {
  readonly proposal?: Proposal;
}

export interface ShowResult {
  readonly source: SourceInfo;
  readonly resources: readonly ShowJudged[];
  readonly failures: readonly NameFailure[];
  /** What the commands that name these resources must type to mean no other, by full name. */
  readonly longNames?: ReadonlyMap<string, string>;
}
