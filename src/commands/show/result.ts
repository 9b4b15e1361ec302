import type { Judged, NameFailure, SourceInfo } from '../../judging/results.ts';

export interface ShowResult {
  readonly source: SourceInfo;
  readonly resources: readonly Judged[];
  readonly failures: readonly NameFailure[];
}
