import type { FailOn } from '../../judge/finding.ts';
import type { CommonFlags, SiteSettings } from '../../settings/session.ts';
import type { ProgressMode } from '../../terminal/progress.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import type { Baseline } from './baseline/baseline.ts';
import type { Format } from './formats/formats.ts';
import type { NagiosRange } from './formats/nagios-range.ts';

export interface VerifyFlags extends CommonFlags {
  readonly format: Format;
  readonly all?: boolean;
  readonly listAll?: boolean;
  readonly allowEmpty?: boolean;
  readonly failOn: FailOn;
  /** Milliseconds. */
  readonly settle: number;
  readonly pageSize?: number;
  readonly concurrency?: number;
  /** MiB a second. */
  readonly rate?: number;
  /** Milliseconds. */
  readonly maxDuration?: number;
  readonly progress: ProgressMode;
  /** Where the last run is remembered. */
  readonly since?: string;
  /** Milliseconds. */
  readonly minAge?: number;
  /** Milliseconds. */
  readonly maxInFlight?: number;
  readonly lock?: string;
  readonly list?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
  /** A file instead of standard output. */
  readonly output?: string | undefined;
  /** A file of known problems. */
  readonly baseline?: string;
  readonly warning?: NagiosRange;
  readonly critical?: NagiosRange;
}

/** One run of verify, as it was asked for. */
export interface Run {
  readonly names: readonly string[];
  readonly flags: VerifyFlags;
  readonly terminal: Terminal;
  readonly baseline: Baseline | undefined;
  readonly settings: SiteSettings;
  /** By `performance.now()`. */
  readonly began: number;
}
