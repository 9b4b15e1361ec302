import type { Finding, Judgement, Severity, Verdict } from '../../judge/finding.ts';
import type { NameFailure, SourceInfo } from '../../judging/results.ts';
import type { ResourceRef, Stage } from '../../stages/keys.ts';

export interface VerifySummary {
  readonly resources: number;
  readonly healthy: number;
  readonly in_flight: number;
  readonly broken: number;
  /** Broken ones with a finding at or above `--fail-on` that no baseline knows: what an alarm is about. */
  readonly brokenOpen: number;
  /** Broken ones of whose findings at or above `--fail-on` the baseline knows each. */
  readonly brokenKnown: number;
  /** Not broken, with a finding at or above `--fail-on` that no baseline knows: a failed job, for example. */
  readonly otherOpen: number;
  /** Findings that the baseline knows; they are among `findings`. */
  readonly baselined: number;
  /** Only verdicts that occurred. */
  readonly verdicts: { readonly [V in Verdict]?: number };
  readonly findings: { readonly error: number; readonly warning: number; readonly info: number };
  /** Largest first; only what occurred. */
  readonly rules: readonly RuleCount[];
}

/** Findings of a rule with a severity. */
export interface RuleCount {
  readonly rule: string;
  readonly severity: Severity;
  readonly count: number;
  /** How many of them the baseline knows. */
  readonly baselined: number;
}

/** A line of the baseline file: a known problem that waits. */
export interface BaselineEntry {
  readonly resource: string;
  readonly rule: string;
  readonly reason: string;
  /** The last day on which it holds, `2026-12-31`, UTC. */
  readonly expires: string;
  /** It holds only while these are the stages' `mod_revision`s; null: the stage is absent. */
  readonly modRevisions: ModRevisions;
}

export type ModRevisions = Readonly<Record<Stage, number | null>>;

export interface VerifiedFinding extends Finding {
  /** When a run with the same `--since` file saw it first, RFC 3339. */
  readonly firstSeen?: string;
  /** The baseline's line that knows it. */
  readonly baseline?: BaselineEntry;
}

export interface VerifiedResource extends Judgement {
  readonly ref: ResourceRef;
  readonly modRevisions: ModRevisions;
  readonly findings: readonly VerifiedFinding[];
  /** It has findings at or above `--fail-on`, and the baseline knows each of them. */
  readonly known?: boolean;
  /** Since when, as far as is known, its gravest findings are there, or it is in flight. */
  readonly firstSeen?: string;
}

/** What a run with `--since` went by. */
export interface SinceInfo {
  /** The last run's revision; null where there was none that could be gone by. */
  readonly revision: number | null;
  /** Why everything was read all the same; null where only what may have changed was. */
  readonly fullRun: string | null;
  /** When the last run began, RFC 3339. */
  readonly lastRun: string | null;
}

export interface VerifyResult {
  readonly source: SourceInfo;
  readonly summary: VerifySummary;
  /** What is listed: by default what is not healthy, with `--list-all` everything. */
  readonly resources: readonly VerifiedResource[];
  readonly failures: readonly NameFailure[];
  /** Remarks on the whole, for example that one stage's prefix is empty. */
  readonly notes: readonly string[];
  readonly since?: SinceInfo;
  readonly baseline?: BaselineReport;
}

/** What became of the baseline's lines in this run. */
export interface BaselineReport {
  readonly file: string;
  readonly counts: Readonly<Record<BaselineOutcome, number>>;
  /** Those that ask for something: all but the ones that hold. */
  readonly lines: readonly (BaselineEntry & { readonly outcome: Exclude<BaselineOutcome, 'holds'> })[];
  /** Of those that hold, days until the next one expires (0: today), and how many do on that day; within a week. */
  readonly nextExpiry?: { readonly days: number; readonly entries: number };
}

/**
 * `holds`: it hides its findings; `expired`: its day is over; `moved`: a stage was written since; `unmatched`: there is
 * no such finding any more; `refused`: no baseline hides an unreadable document.
 */
export type BaselineOutcome = 'holds' | 'expired' | 'moved' | 'unmatched' | 'refused';
