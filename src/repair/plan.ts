import type { Verdict } from '../judge/finding.ts';
import type { Area, ResourceRef, Stage } from '../stages/keys.ts';

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
  /** The key is on a lease and stays on it. */
  readonly keepLease: boolean;
  readonly changes: readonly Change[];
}

/** What guards a repair: each key's `mod_revision` when it was planned, 0 where it was absent. */
export type GuardedRevisions = Readonly<Record<Exclude<Area, 'jobs'>, number>>;

/** A repair of one resource, complete: what is shown, asked about and carried out are all this value. */
export interface Plan {
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
  /** What Gohan will make of it; undefined where state isn't written. */
  readonly gohan?: string;
  readonly guards: GuardedRevisions;
  /** The revision that the plan was made at: no job key may be newer. */
  readonly revision: number;
  /** The verdict once it is carried out. */
  readonly becomes: Verdict;
}

/** What can be said of a resource that a repair was asked for. */
export type Proposal =
  | { readonly kind: 'plan'; readonly ref: ResourceRef; readonly plan: Plan }
  | { readonly kind: 'nothing'; readonly ref: ResourceRef; readonly why: string }
  | { readonly kind: 'refused'; readonly ref: ResourceRef; readonly why: string; readonly next: string };

/** Thrown inside the planning of one resource; becomes a refusal. */
export class Refusal extends Error {
  /** What to check or to type instead. */
  readonly next: string;
  constructor(why: string, next: string) {
    super(why);
    this.next = next;
  }
}
