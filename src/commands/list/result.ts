import type { Verdict } from '../../judge/finding.ts';
import type { NameFailure, SourceInfo } from '../../judging/results.ts';
import type { Masked } from '../../secrets/masked.ts';
import type { Json } from '../../stages/json.ts';
import type { ResourceRef, Stage } from '../../stages/keys.ts';

/** One place where the text that was looked for stands. */
export interface Matched {
  readonly area: 'id' | Stage | 'config';
  /** JSON pointer into the area's document (into the parsed list or body, where that is JSON in a text); '' for all of it. */
  readonly path: string;
  /** What stands there, secrets masked. */
  readonly value: Json;
  /** What it is called: an output's key, `config name`. */
  readonly place: string;
}

/** A resource as one row; undefined is what nobody knows. */
export interface ListedResource {
  readonly ref: ResourceRef;
  /** From one look. */
  readonly verdict: Verdict;
  /** What state says of its stack, else of its worker, else what Heat said. */
  readonly status: string | undefined;
  /** That state has reached. */
  readonly version: bigint | undefined;
  /** That `/config` asks for. */
  readonly wanted: bigint | undefined;
  readonly tenantId: string | undefined;
  readonly name: string | undefined;
  /** Only where a text was looked for. */
  readonly matched?: readonly Matched[];
}

/** What was found, in one batch of a scan. */
export interface FoundResource {
  readonly ref: ResourceRef;
  /** Absent where names alone are asked for. */
  readonly row?: Masked<ListedResource>;
}

/** Which resources are listed; undefined: whatever it is. */
export interface ListFilter {
  /** A text that stands somewhere in it, without regard to case. */
  readonly match?: string | undefined;
  readonly verdicts?: readonly Verdict[] | undefined;
  /** A tenant's ID or the beginning of one. */
  readonly tenant?: string | undefined;
}

/** What was listed, but for the resources that were handed on as they were found. */
export interface ListSummary {
  readonly source: SourceInfo;
  /** How many were looked at, and how many of them were listed. */
  readonly resources: number;
  readonly listed: number;
  readonly failures: readonly NameFailure[];
  readonly notes: readonly string[];
  readonly filter: ListFilter;
}

export interface ListResult extends ListSummary {
  /** By name. */
  readonly rows: readonly Masked<ListedResource>[];
}
