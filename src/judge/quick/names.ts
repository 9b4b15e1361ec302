import { pluralType, type ResourceRef } from '../../stages/keys.ts';
import { singularFits } from '../../stages/singular.ts';

/** Whether heat_stacks' two names are those of the resource, with one and the same type. */
export function namesResource(ref: ResourceRef, id: string, stackId: string): boolean {
  const singular = id.slice(0, -(ref.id.length + 1));
  const named = id === `${singular}:${ref.id}` && stackId === `${singular}_${ref.id}`;
  return named && fits(singular, ref.schemaPath);
}

const fitting = new Map<string, Map<string, boolean>>();
const MAX_KNOWN = 1000;

/** There are few types and many resources. */
export function fits(singular: string, schemaPath: string): boolean {
  const known = fitting.get(schemaPath)?.get(singular);
  if (known !== undefined) return known;
  const answer = singularFits(singular, pluralType({ schemaPath }));
  if (fitting.size >= MAX_KNOWN) fitting.clear();
  const ofPath = fitting.get(schemaPath) ?? new Map<string, boolean>();
  if (ofPath.size < MAX_KNOWN) fitting.set(schemaPath, ofPath.set(singular, answer));
  return answer;
}
