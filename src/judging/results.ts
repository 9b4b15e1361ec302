/** What the commands give: one value each, of which every output format is a view. */
import type { Judgement } from '../judge/finding.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import type { SourceIdentity } from '../store/source.ts';

export interface SourceInfo extends SourceIdentity {
  /** The revision that was read. */
  readonly revision: number;
}

/** A name that could not be dealt with; the others were. */
export interface NameFailure {
  readonly name: string;
  readonly message: string;
}

/** A resource with its judgement. */
export interface Judged extends Judgement {
  readonly snapshot: Snapshot;
}
