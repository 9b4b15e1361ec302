import { type ResourceRef, resourceName } from '../stages/keys.ts';
import { sharingShortName } from '../store/names/shared-names.ts';
import type { TypedLine } from '../suggestion.ts';
import type { Context } from './judging.ts';

/** Of more than these nobody types one by one: they are named whole, without a read. */
const MAX_ASKED = 1000;

/** Finds out which of them the beginning of their ID does not tell from others, for the commands that name them. */
export async function learnSharing(
  { source, prefixes }: Context,
  refs: readonly ResourceRef[],
  typed: TypedLine,
): Promise<void> {
  const shared = await sharingShortName(source, prefixes, refs.slice(0, MAX_ASKED));
  for (const name of shared) typed.sharing.add(name);
  for (const ref of refs.slice(MAX_ASKED)) typed.sharing.add(resourceName(ref));
}
