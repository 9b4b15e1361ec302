/** What the journal knows of a repair. A record is one line of a file; an entry is what its records come to. */

import type { Prefixes, ResourceRef } from '../../stages/keys.ts';
import type { BootTime } from '../../system/processes.ts';
import type { GuardedDigests, GuardedRevisions } from '../plan/plan.ts';
import type { Image } from '../plan/stored-value.ts';

/** Who repairs, and why. */
export interface Who {
  /** The account on the host. */
  readonly user: string;
  readonly host: string;
  /** The account in etcd; absent where none is used. */
  readonly etcdUser?: string;
  /** `--reason`. */
  readonly reason?: string;
  readonly toolVersion: string;
}

/** Which store was written. */
export interface Where {
  readonly context?: string;
  readonly clusterId: string;
  readonly endpoints: readonly string[];
}

/** Written and synced before the transaction is sent. */
export interface BeginRecord {
  readonly record: 'begin';
  readonly id: string;
  readonly run: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
  readonly kind: 'repair' | 'undo';
  readonly undoes?: string;
  readonly ref: ResourceRef;
  readonly rules: readonly string[];
  readonly source: string;
  readonly why: string;
  readonly version?: string;
  readonly who: Who;
  readonly where: Where;
  readonly guards: GuardedRevisions;
  readonly digests: GuardedDigests;
  /** etcd's revision when it was planned. */
  readonly revision: number;
  /** Those that were in force; absent in lines of before they were recorded. */
  readonly prefixes?: Prefixes;
  /** When it was begun by a clock that nobody can set; absent where the system has none. */
  readonly begun?: BootTime;
  /** Milliseconds after `time` beyond which nothing of it can still be under way. */
  readonly inFlightMs: number;
  readonly images: readonly Image[];
}

/** Appended once the outcome is known, or known to be unknown; the last one counts. */
export interface OutcomeRecord {
  readonly record: 'outcome';
  readonly id: string;
  /** The run whose entry this is about: an ID alone could be another attempt's. */
  readonly run: string;
  readonly time: string;
  readonly outcome: 'written' | 'not_written' | 'unknown';
  /** The revision of the write. */
  readonly revision?: number;
  readonly detail?: string;
  /** It is the operator's own word; else etcd told it. */
  readonly by?: 'operator';
}

export type JournalRecord = BeginRecord | OutcomeRecord;

export interface JournalEntry extends BeginRecord {
  /** `unknown` where the process ended before it could tell; `undone` once an undo of it was written. */
  readonly outcome: OutcomeRecord['outcome'] | 'undone';
  readonly writtenAt?: number;
  /** The outcome is the operator's own word. */
  readonly byOperator?: true;
  readonly detail?: string;
  readonly undoneBy?: string;
}
