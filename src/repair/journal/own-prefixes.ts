import { type Prefixes, resourceName } from '../../stages/keys.ts';
import type { JournalEntry } from './entry.ts';

/**
 * Where an entry's keys lie, which need not be where today's settings say. Lines of before prefixes were recorded tell it
 * of the stages that they wrote alone.
 */
export function ownPrefixes({ prefixes, ref, images }: JournalEntry, inForce: Prefixes): Prefixes {
  if (prefixes !== undefined) return prefixes;
  const name = resourceName(ref);
  const told = images.map(({ stage, key }) => [stage, key.slice(0, -name.length)]);
  return { ...inForce, ...Object.fromEntries(told) };
}
