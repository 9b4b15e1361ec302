import type { Verdict } from '../../judge/finding.ts';
import type { Area, ResourceRef, Stage } from '../../stages/keys.ts';
import type { Suggestion } from '../../suggestion.ts';
import { digest } from '../digest.ts';

/** A field that a repair changes; texts are JSON, null where the field is absent on that side. */
export interface Change {
  /** JSON pointer into the document (into the parsed list, for `heat_outputs`). */
  readonly path: string;
  /** The `output_key` of the output that it lies in. */
  readonly output?: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What happens to one key. */
export interface Action {
  readonly kind: 'put' | 'delete';
  readonly stage: Stage;
  readonly key: string;
  /** The stored bytes; undefined where the key is absent. */
  readonly before: Uint8Array | undefined;
  /** The bytes to be written; undefined for a delete. */
  readonly after: Uint8Array | undefined;
  /** The lease that the key is on, or shall be on again; "0" for none. */
  readonly leaseId: string;
  /** Secrets in the values are masked: they are for the eyes alone, and must not be written. */
  readonly masked?: true;
  readonly changes: readonly Change[];
}

/** What guards a repair: each key's `mod_revision` when it was planned, 0 where it was absent. */
export type GuardedRevisions = Readonly<Record<Exclude<Area, 'jobs'>, number>>;

/** SHA-256 of each guarded value, null where it was absent: an old revision with another value is another history. */
export type GuardedDigests = Readonly<Record<keyof GuardedRevisions, string | null>>;

export interface DeadJob {
  readonly key: string;
  readonly modRevision: number;
}

/** A repair of one resource, complete: what is shown, asked about and carried out are all this value. */
export interface Plan {
  /** What the journal will call it; follows from what it writes and guards, so a dry run tells the same. */
  readonly id: string;
  readonly kind: 'repair' | 'undo';
  /** Of an undo: the journal entry that it takes back. */
  readonly undoes?: string;
  /** Of an undo: what comes back is told by the journal alone, for etcd no longer has what was there before. */
  readonly fromJournalAlone?: true;
  readonly ref: ResourceRef;
  /** The rules that it mends. */
  readonly rules: readonly string[];
  readonly actions: readonly Action[];
  /** Where the right values come from, for example `heat_stacks@4630`. */
  readonly source: string;
  /** Why that is right. */
  readonly why: string;
  /** What state.version becomes, and what proves it; undefined where state isn't written. */
  readonly version?: string;
  /** What no stored document tells: a field, and where its value comes from. */
  readonly assumedFields?: readonly string[];
  /** What Gohan will make of it; undefined where state isn't written. */
  readonly gohan?: string;
  readonly guards: GuardedRevisions;
  readonly digests: GuardedDigests;
  /** Job keys that no worker holds: they may stay, but must not move. */
  readonly deadJobs?: readonly DeadJob[];
  /** The revision that the plan was made at: no job key may be newer. */
  readonly revision: number;
  /** The verdict once it is carried out. */
  readonly becomes: Verdict;
}

/** What can be said of a resource that a repair was asked for. */
export type Proposal =
  | { readonly kind: 'plan'; readonly ref: ResourceRef; readonly plan: Plan }
  | { readonly kind: 'nothing'; readonly ref: ResourceRef; readonly why: string }
  /** Met on the way, and not asked for by name: it is left alone. */
  | { readonly kind: 'skipped'; readonly ref: ResourceRef; readonly why: string }
  | ({ readonly kind: 'refused'; readonly ref: ResourceRef; readonly why: string } & Advice);

/** What would decide where a repair is refused. */
export interface Advice {
  /** In words; never a command: etcd's text in one could be pasted. */
  readonly hint: string;
  /** What to type next, where a command helps. */
  readonly next?: Suggestion | undefined;
}

/** Thrown inside the planning of one resource; becomes a refusal. */
export class Refusal extends Error {
  readonly hint: string;
  readonly next: Suggestion | undefined;
  constructor(why: string, hint: string, next?: Suggestion) {
    super(why);
    this.hint = hint;
    this.next = next;
  }
}

export function refused(ref: ResourceRef, { message, hint, next }: Refusal): Proposal {
  return { kind: 'refused', ref, why: message, hint, next };
}

/** Hexadecimal digits of an entry's ID: 2^40 of them, so a journal of 10,000 entries has no two alike. */
const DIGITS = 10;

/** The plan with its ID. The same writes under the same guards are the same plan, whenever it is made. */
export function identified(plan: Omit<Plan, 'id'>): Plan {
  return { id: idOf(plan, 0), ...plan };
}

/** The same plan under an ID that is free: the journal may know an attempt that came to nothing. */
export function withFreeId(plan: Plan, taken: ReadonlySet<string>): Plan {
  for (let attempt = 0; ; attempt++) {
    const id = idOf(plan, attempt);
    if (!taken.has(id)) return { ...plan, id };
  }
}

function idOf({ kind, undoes, guards, actions }: Omit<Plan, 'id'>, attempt: number): string {
  const writes = actions.map(({ key, after }) => [key, after === undefined ? null : digest(after)]);
  return digest(JSON.stringify([kind, undoes ?? null, guards, writes, attempt])).slice(0, DIGITS);
}
