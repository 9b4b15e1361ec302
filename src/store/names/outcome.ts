import { type ResourceRef, resourceName } from '../../stages/keys.ts';
import type { Match } from './searches.ts';

/** What became of a name. */
export type Outcome =
  | { readonly kind: 'found'; readonly refs: readonly ResourceRef[] }
  | {
      readonly kind: 'ambiguous';
      readonly refs: readonly ResourceRef[];
      /** Further matches that were counted but not read; a lower bound, as stages may hold different ones. */
      readonly unread: number;
      /** The ID was typed in full: more of it would not help. */
      readonly exact: boolean;
    }
  /** A word that names a type, which is called so in the plural; `refs` have it as their ID, or as its beginning. */
  | { readonly kind: 'type'; readonly types: readonly string[]; readonly refs: readonly ResourceRef[] }
  /** No stage has it, `/config` does. */
  | { readonly kind: 'config'; readonly ref: ResourceRef }
  | { readonly kind: 'absent' };

/** An ID as typed, in lower case, a prefix as typed, in lower case: the first of these that finds something decides. */
const RANKS = [0, 1, 2, 3];

/**
 * Within a rank the stages come before `/config`: a resource that has a stage is what commands are about.
 * @param isPreferred chooses where a name fits several: the one that it fits best
 */
export function decide(
  matches: readonly Match[],
  isPreferred: (ref: ResourceRef) => boolean = () => false,
): Outcome {
  for (const rank of RANKS) {
    const ofRank = matches.map((match) => ({
      ...match,
      refs: match.refs.filter((ref) => rankOf(match, ref) === rank),
    }));
    const staged = ofRank.filter(({ area }) => area !== 'config');
    const refs = distinct(staged.flatMap((match) => match.refs));
    if (refs.length > 0) return oneOf(refs, staged, isPreferred, (ref) => ({ kind: 'found', refs: [ref] }));
    const wanted = distinct(ofRank.flatMap((match) => match.refs));
    if (wanted.length > 0) return oneOf(wanted, ofRank, isPreferred, (ref) => ({ kind: 'config', ref }));
  }
  return { kind: 'absent' };
}

/** Each once, in the order of the first mention. */
export function distinct(refs: readonly ResourceRef[]): ResourceRef[] {
  return [...new Map(refs.map((ref) => [resourceName(ref), ref])).values()];
}

function rankOf(match: Match, ref: ResourceRef): number {
  return (ref.id === match.search.id ? 0 : 2) + (match.search.lowered ? 1 : 0);
}

function oneOf(
  refs: readonly ResourceRef[],
  matches: readonly Match[],
  isPreferred: (ref: ResourceRef) => boolean,
  single: (ref: ResourceRef) => Outcome,
): Outcome {
  const [preferred, ...others] = refs.filter(isPreferred);
  if (preferred !== undefined && others.length === 0) return single(preferred);
  const exact = matches.some((match) => match.refs.some((ref) => ref.id === match.search.id));
  const unread = exact ? 0 : unreadOf(matches);
  const [only] = refs;
  if (only !== undefined && refs.length + unread === 1) return single(only);
  return { kind: 'ambiguous', refs, unread, exact };
}

/** The areas of a search hold mostly the same IDs, so the fullest of them counts, not their sum. */
function unreadOf(matches: readonly Match[]): number {
  const left = new Map<object, number>();
  for (const { search, refs, unread } of matches) {
    if (refs.length > 0) left.set(search, Math.max(unread, left.get(search) ?? 0));
  }
  return [...left.values()].reduce((sum, count) => sum + count, 0);
}
