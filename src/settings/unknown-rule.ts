import { UsageError } from '../errors.ts';
import { RULES } from '../judge/catalogue.ts';
import { closest } from '../spelling.ts';

/** Names the rules that look like it. */
export function unknownRule(id: string): UsageError {
  const ids = RULES.map((rule) => rule.id);
  const near = closest(id, ids);
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `they are ${ids.join(', ')}`;
  return new UsageError(`no rule is called ${JSON.stringify(id)}`, { hint });
}
