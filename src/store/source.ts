/**
 * What the tool asks of a store. etcd is one; a file of exported keys can be another. Every read is of one revision,
 * so that what is compared was true at the same moment.
 */
import type { PackedKeys } from '../stages/packed.ts';
import type { PermissionError } from './errors.ts';

/** One key as the store holds it. Revisions are etcd's, counted from 1; they stay far below 2^53. */
export interface StoredKey {
  /** The key as text. Bytes that are not UTF-8 show as U+FFFD; paging goes by `rawKey`. */
  readonly key: string;
  readonly rawKey: Uint8Array;
  /** Empty where only keys were asked for. */
  readonly value: Uint8Array;
  readonly modRevision: number;
  readonly createRevision: number;
  /** Number of writes since the key was created, from 1. */
  readonly version: number;
  /** Lease ID in decimal, "0" for none (int64, so no number). */
  readonly leaseId: string;
}

export interface RangeRequest {
  readonly from: string | Uint8Array;
  /** First key that is not part of it; without it, `from` alone is read. */
  readonly to?: string | Uint8Array;
  /** At most this many keys; 0 or absent for no limit. */
  readonly limit?: number;
  readonly keysOnly?: boolean;
  readonly countOnly?: boolean;
  /** Only keys written at this revision or later are sent; `count` tells the total all the same. */
  readonly minModRevision?: number;
  /** As of this revision; absent for the newest. */
  readonly revision?: number;
  /**
   * The member that is asked answers from what it has, without asking the others. Sound only with `revision`, one that
   * the cluster has told: a member that is behind refuses it (`future revision`) rather than answer wrongly.
   */
  readonly serializable?: boolean;
}

export interface RangeResult {
  readonly keys: readonly StoredKey[];
  /** True where the limit cut the answer short. */
  readonly more: boolean;
  /** How many keys the range has in all, whatever was sent. */
  readonly count: number;
  /** Bytes of what was sent, keys and values with what is told of them. */
  readonly bytes: number;
  /** The same keys where they lie, where the source has them so; then `keys` are made by the first who asks for them. */
  readonly placed?: PackedKeys<StoredKey>;
}

export interface ReadResult {
  /** The store's newest revision when it answered. */
  readonly revision: number;
  /** One for each request, in their order. */
  readonly ranges: readonly RangeResult[];
}

/** Which store answered, for screens, JSON and plans. */
export interface SourceIdentity {
  readonly kind: 'etcd' | 'file';
  /** Name of the configuration's context; absent where none is used. */
  readonly context?: string;
  /** etcd's cluster ID in hexadecimal, as etcdctl prints it. */
  readonly clusterId: string;
  readonly endpoints: readonly string[];
}

/** One change of one key. */
export interface Change {
  readonly rawKey: Uint8Array;
  readonly deleted: boolean;
  /** The revision that it made. */
  readonly modRevision: number;
  /** That of the life of the key which it is of; 0 where it was deleted. */
  readonly createRevision: number;
}

/** Ranges of one read, and guards or writes of one transaction: etcd refuses more (`--max-txn-ops`, its default). */
export const MAX_OPERATIONS = 128;

/** All methods throw `StoreError` where the store cannot be asked; `CompactedError` where the revision is gone. */
export interface Source {
  /** What one that remembers can tell without being asked; undefined where it must be. */
  known?(request: RangeRequest): RangeResult | undefined;
  /** All ranges in one round trip and of one revision (at most `MAX_OPERATIONS`; a request's own `revision` wins). */
  read(ranges: readonly RangeRequest[]): Promise<ReadResult>;
  /**
   * Every change of every key from the first to the last of these revisions, in order; undefined where that is not told.
   * Nothing of a revision that was compacted away while it was asked is sure: read the one before the first then.
   */
  changesBetween(first: number, last: number): Promise<readonly Change[] | undefined>;
  identity(): Promise<SourceIdentity>;
  /** Seconds left, or undefined where the lease has run out. */
  leaseSecondsLeft(leaseId: string): Promise<number | undefined>;
  close(): void;
}

/** What must still hold when a transaction is carried out. */
export type Guard =
  /** The key's `mod_revision` is this one; 0: the key is absent. */
  | { readonly key: string; readonly modRevision: number }
  /** No key from `from` up to `to` was written after `revision`; deletions are not noticed. */
  | { readonly from: string; readonly to: string; readonly notAfter: number };

export type Write =
  /** `keepLease`: the key exists and stays on its lease; else `lease`, in decimal, is the one it gets, if any. */
  | { readonly put: string; readonly value: Uint8Array; readonly keepLease: boolean; readonly lease?: string }
  | { readonly delete: string };

export interface CommitResult {
  /** False: a guard did not hold and nothing was written. */
  readonly committed: boolean;
  readonly revision: number;
}

export interface WritableSource extends Source {
  /**
   * One transaction, sent once: never retried. Throws `StoreError` where it certainly was not carried out (refused,
   * no permission) and `UnknownOutcomeError` where that can't be known (deadline, lost connection).
   */
  commit(guards: readonly Guard[], writes: readonly Write[]): Promise<CommitResult>;
  /** What `commit` would be refused for, were these keys written now; writes nothing. Undefined: the user may. */
  deniedWrite(keys: readonly string[]): Promise<PermissionError | undefined>;
}
