/** What the commands give: one value each, of which every output format is a view. */
import type { Finding, Judgement, Severity, Verdict } from '../judge/finding.ts';
import type { Rule } from '../judge/rule.ts';
import type { Example } from '../judge/rules/example.ts';
import type { Proposal } from '../repair/plan.ts';
import type { ResourceRef } from '../stages/keys.ts';
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

export interface ShowResult {
  readonly source: SourceInfo;
  readonly resources: readonly Judged[];
  readonly failures: readonly NameFailure[];
}

export interface VerifySummary {
  readonly resources: number;
  readonly healthy: number;
  readonly in_flight: number;
  readonly broken: number;
  /** Only verdicts that occurred. */
  readonly verdicts: { readonly [V in Verdict]?: number };
  readonly findings: { readonly error: number; readonly warning: number; readonly info: number };
}

export interface VerifiedResource extends Judgement {
  readonly ref: ResourceRef;
}

export interface VerifyResult {
  readonly source: SourceInfo;
  readonly summary: VerifySummary;
  /** What is listed: by default what is not healthy, with `--list-all` everything. */
  readonly resources: readonly VerifiedResource[];
  readonly failures: readonly NameFailure[];
  /** Remarks on the whole, for example that one stage's prefix is empty. */
  readonly notes: readonly string[];
}

export interface RepairProposals {
  readonly source: SourceInfo;
  readonly proposals: readonly Proposal[];
  readonly failures: readonly NameFailure[];
}

export interface RepairItem {
  readonly proposal: Proposal;
  /**
   * `planned`: only looked at; `declined`: the answer was no; `interrupted`: not begun; `lost`: somebody else wrote meanwhile; `unknown`: sent, and
   * what came of it can't be learned; `unverified`: written, but not what was expected afterwards.
   */
  readonly outcome:
    | 'nothing'
    | 'refused'
    | 'planned'
    | 'declined'
    | 'interrupted'
    | 'written'
    | 'lost'
    | 'unknown'
    | 'unverified';
  readonly detail?: string;
  /** The revision of the write. */
  readonly revision?: number;
}

export interface RepairResult {
  readonly source: SourceInfo;
  readonly items: readonly RepairItem[];
  readonly failures: readonly NameFailure[];
}

/** A rule as it is in force. */
export interface RuleEntry {
  readonly rule: Rule;
  readonly severity: Severity;
}

/** An example with what the judge says of it. */
export interface JudgedExample {
  readonly example: Example;
  readonly findings: readonly Finding[];
}
