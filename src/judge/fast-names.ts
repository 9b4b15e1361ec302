import { pluralType, type ResourceRef } from '../stages/keys.ts';
import { singularFits } from '../stages/singular.ts';

/** Whether heat_stacks' two names are those of the resource, with one and the same type. */
export function namesResource(ref: ResourceRef, id: string, stackId: string): boolean {
  const singular = id.slice(0, -(ref.id.length + 1));
  const named = id === `${singular}:${ref.id}` && stackId === `${singular}_${ref.id}`;
  return named && fits(singular, pluralType(ref));
}

const fitting = new Map<string, boolean>();

/** There are few types and many resources. */
function fits(singular: string, plural: string): boolean {
  const pair = `${singular} ${plural}`;
  const known = fitting.get(pair);
  if (known !== undefined) return known;
  const answer = singularFits(singular, plural);
  if (fitting.size < 1000) fitting.set(pair, answer);
  return answer;
}
