import type { NameFailure, SourceInfo } from '../../judging/results.ts';
import type { Proposal } from '../../repair/plan/plan.ts';
import type { Suggestion } from '../../suggestion.ts';

/** What a repair was to deal with. */
export type RepairScope =
  | { readonly kind: 'names' | 'plans' | 'entries' }
  | {
      readonly kind: 'all';
      readonly rules: readonly string[];
      readonly types: readonly string[];
      /**
       * Broken resources that rules, and those that seem so (at one look) which types leave out; counted where they leave
       * nothing else.
       */
      readonly leftOut?: number;
    };

export interface RepairProposals {
  readonly source: SourceInfo;
  readonly scope: RepairScope;
  readonly proposals: readonly Proposal[];
  readonly failures: readonly NameFailure[];
  /** Resources that need a repair and were not looked into: more than `--limit` allows. */
  readonly beyondLimit?: number;
  /** Remarks on the whole, to be made before anything is written. */
  readonly notes?: readonly string[];
  /** What is to be said with the plans where no key at all is under the jobs prefix. */
  readonly withoutJobs?: string;
}

export interface RepairItem {
  readonly proposal: Proposal;
  /**
   * `planned`: only looked at; `declined`: the answer was no; `interrupted`: not begun; `left`: not begun, because of
   * what came of an earlier one; `lost`: somebody else wrote meanwhile; `failed`: the store could not be asked, and
   * nothing was written; `unjournaled`: the journal could not be written, so nothing was; `unknown`: sent, and what
   * came of it can't be learned; `unverified`: written, but not what was expected afterwards; `unrecorded`: written,
   * but the journal does not know.
   */
  readonly outcome:
    | 'nothing'
    | 'skipped'
    | 'refused'
    | 'planned'
    | 'declined'
    | 'interrupted'
    | 'left'
    | 'written'
    | 'lost'
    | 'failed'
    | 'unjournaled'
    | 'unknown'
    | 'unverified'
    | 'unrecorded';
  readonly detail?: string;
  /** What to try, where the store or the journal was the trouble. */
  readonly hint?: string;
  readonly next?: Suggestion | undefined;
  /** The revision of the write. */
  readonly revision?: number;
}

export interface RepairResult {
  readonly source: SourceInfo;
  readonly scope: RepairScope;
  readonly items: readonly RepairItem[];
  readonly beyondLimit?: number;
  /** What the journal calls all of it; absent where nothing was to be written. */
  readonly run?: string;
  /** The file that holds the plans, where they were only saved, or come from it. */
  readonly savedIn?: string;
  /** The option that writes, where there was nobody to ask. */
  readonly needs?: string;
  readonly failures: readonly NameFailure[];
}
