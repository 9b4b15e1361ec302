import { type ResourceRef, resourceName } from '../stages/keys.ts';
import { longNamesNow } from '../store/names/find.ts';
import type { TypedLine } from '../suggestion.ts';
import type { Context } from './judging.ts';

/** Of more than these nobody types one by one: they are named in full, without a read. */
const MAX_ASKED = 1000;

/** Finds out what the commands that name these resources must type to mean no other. */
export async function learnLongNames(
  { source, prefixes }: Context,
  refs: readonly ResourceRef[],
  { longNames }: TypedLine,
): Promise<void> {
  const asked = refs.slice(0, MAX_ASKED);
  for (const [full, name] of await longNamesNow({ source, prefixes }, asked)) longNames.set(full, name);
  for (const ref of refs.slice(MAX_ASKED)) longNames.set(resourceName(ref), resourceName(ref));
}
