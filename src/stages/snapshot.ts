import type { JobName, ResourceRef, Stage } from './keys.ts';

/** A value with what etcd knows of its key; all numbers are etcd's revisions and counters. */
export interface Entry {
  readonly key: string;
  readonly value: Uint8Array;
  readonly modRevision: number;
  readonly createRevision: number;
  readonly version: number;
  /** Decimal, "0" for none. */
  readonly leaseId: string;
  /** Secrets in the value are masked: it is for the eyes alone, and not what is stored. */
  readonly masked?: true;
}

export interface JobEntry extends JobName {
  readonly key: string;
  readonly modRevision: number;
  readonly createRevision: number;
  readonly leaseId: string;
  /** Seconds until the lease runs out, where it was asked for. */
  readonly leaseSecondsLeft?: number;
}

/** All that the store holds of one resource, at one revision. */
export interface Snapshot {
  readonly ref: ResourceRef;
  readonly stages: { readonly [S in Stage]?: Entry };
  readonly config?: Entry | undefined;
  /** Every job key that names the resource's ID, whatever its type. */
  readonly jobs: readonly JobEntry[];
  /**
   * Its job keys as they were at an earlier look, some seconds before this one: a key that no worker holds may be there
   * only in passing. Absent where there was none.
   */
  readonly jobsBefore?: readonly JobEntry[];
  /** The version that state had before it was last written, as text; absent where that is not known, or was not asked. */
  readonly versionBefore?: string;
  /** The revision all of it was true at. */
  readonly revision: number;
  /** True where the whole of `/config` is empty: then no single resource is at fault for having none. */
  readonly configEmpty: boolean;
  /** True where `/config` was ahead without a job at the previous run already; only an incremental run knows. */
  readonly configAheadBefore?: boolean;
  /** Since when it is in flight, RFC 3339, where that is longer than was allowed; only an incremental run knows. */
  readonly overdueSince?: string;
}
