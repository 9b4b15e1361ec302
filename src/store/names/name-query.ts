/** What a typed name asks for; `settings/names.ts` makes it, `lookup.ts` answers it. */

/** A prefix of an ID has at least this many characters; shorter ones would name half the store. */
export const SHORTEST_PREFIX = 4;

export type Reading =
  /** This ID, or a prefix of it unless `exact`, in any type; of several, the one whose type a job calls `jobType`. */
  | { readonly kind: 'id'; readonly id: string; readonly exact: boolean; readonly jobType?: string }
  /** An ID or a prefix of one in a type, which is called by its schema path, the end of that, or its singular. */
  | {
      readonly kind: 'of';
      readonly type: string;
      readonly id: string;
      /** Written with `/`, so that `type` may be a whole schema path and the name be looked up as it stands. */
      readonly path: boolean;
    }
  | { readonly kind: 'all'; readonly type: string };

export interface NameQuery {
  readonly typed: string;
  /** All that the name can mean: what is in the store decides. Never empty. */
  readonly readings: readonly Reading[];
}

/** Whether it names all of a type. */
export function isWholeType({ readings }: NameQuery): boolean {
  return readings.some(({ kind }) => kind === 'all');
}
