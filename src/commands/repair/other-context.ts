import type { SourceIdentity } from '../../store/source.ts';

type Named = Pick<SourceIdentity, 'context'>;

/** What is to be said where something is carried on under another name of the same cluster; else nothing. */
export function otherContext(what: string, then: Named, now: Named): string[] {
  if (then.context === now.context) return [];
  return [`${what} was made ${named(then)}, this is ${named(now)}; it is the same cluster`];
}

function named({ context }: Named): string {
  return context === undefined ? 'without a context' : `in context ${context}`;
}
