import type { ResourceRef } from '../stages/keys.ts';
import { sharingShortName } from '../store/names/shared-names.ts';
import type { TypedLine } from '../suggestion.ts';
import type { Context } from './judging.ts';

/** More than this no screen tells to type by name. */
const MOST_NAMED = 1000;

/** Finds out which of them the beginning of their ID does not tell from others, for the commands that name them. */
export async function learnSharing(
  { source, prefixes }: Context,
  refs: readonly ResourceRef[],
  typed: TypedLine,
): Promise<void> {
  const shared = await sharingShortName(source, prefixes, refs.slice(0, MOST_NAMED));
  for (const name of shared) typed.sharing.add(name);
}
