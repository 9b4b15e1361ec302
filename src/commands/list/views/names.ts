import { visible } from '../../../drawing/sanitize.ts';
import { type ResourceRef, resourceName } from '../../../stages/keys.ts';
import { suggest } from '../../../suggestion.ts';

/**
 * `-o name`: a full name a line, as every command takes them from `-`. Names that no line can hold are told beside it.
 * @param live whether control characters go out as they are: a terminal must not get them
 */
export function nameLines(
  refs: readonly ResourceRef[],
  { live }: { readonly live: boolean },
): { readonly text: string; readonly notes: readonly string[] } {
  const names = refs.map(resourceName);
  const lines = refs.flatMap((ref, i) =>
    ref.rawName === undefined && fitsLine(names[i] ?? '') ? [names[i]] : [],
  );
  const text = lines.map((name = '') => `${live ? name : visible(name, { unicode: true })}\n`).join('');
  const left = names.length - lines.length;
  const note = `${left} of ${names.length} names can't stand on a line of their own, and are left out: -o json has them`;
  return { text, notes: left > 0 ? [note] : [] };
}

/** A line is read without the blanks around it; one with `#` in front is a comment. */
function fitsLine(name: string): boolean {
  return !/[\r\n]|^#/.test(name) && !('untypable' in suggest('show', { of: [name] }));
}
