import type { Resource } from '../../stages/resource.ts';
import { type SuggestedCommand, suggestStack } from '../../suggestion.ts';

/** What Heat itself says of the stack; undefined where no stage names it rightly. Pure. */
export function askHeat({ heat_stacks: heat, snapshot: { ref } }: Resource): SuggestedCommand | undefined {
  return suggestStack(heat?.stackId, ref, '');
}
