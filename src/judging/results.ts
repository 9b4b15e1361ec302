/** What the commands give: one value each, of which every output format is a view. */
import type { Finding, Judgement, Severity, Verdict } from '../judge/finding.ts';
import type { Rule } from '../judge/rule.ts';
import type { Example } from '../judge/rules/example.ts';
import type { JournalEntry } from '../repair/journal/entry.ts';
import type { Proposal } from '../repair/plan/plan.ts';
import type { Area, ResourceRef, Stage } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import type { ListedMember, ProbedEndpoint } from '../store/probe.ts';
import type { SourceIdentity } from '../store/source.ts';
import type { Suggestion } from '../suggestion.ts';

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

export interface JournalResult {
  /** Oldest first. */
  readonly entries: readonly JournalEntry[];
  /** These were asked for by name: each is told with all that was written. */
  readonly whole: boolean;
  /** Where the journal lies: another one may have what this one lacks. */
  readonly folder?: string;
  /** They were looked at again just now: doing that once more tells nothing new. */
  readonly resolved?: true;
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

/** A setting in force. */
export interface ConfigSetting {
  /** As flags or the configuration file call it: `dial-timeout`, `prefixes.state`. */
  readonly name: string;
  /** Null where nothing is set; secrets are masked. */
  readonly value: string | readonly string[] | null;
  readonly source: 'flag' | 'environment' | 'file' | 'default';
  /** The flag, the variable, or the file and the place in it. */
  readonly origin: string;
}

export interface ConfigResult {
  readonly file: { readonly path: string | null; readonly found: boolean; readonly origin: string };
  /** The one in force. */
  readonly context: { readonly name: string; readonly origin: string } | null;
  readonly settings: readonly ConfigSetting[];
  readonly contexts: readonly {
    readonly name: string;
    readonly current: boolean;
    readonly endpoints: readonly string[];
    /** The domain whose SRV records tell them instead. */
    readonly discoverySrv: string | null;
    readonly user: string | null;
    readonly clusterId: string | null;
    readonly protected: boolean;
  }[];
  readonly notes: readonly string[];
}

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
