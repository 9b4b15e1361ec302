import type { JsonObject } from '../../stages/json.ts';

/** Fields of the other stages, which state has none of. */
const OTHERS = [
  ...['id', 'output', 'stack_id', 'stack_status', 'status_reason', 'tenant_id'],
  ...['heat_outputs', 'orchestration_state'],
];

/** What can stay of a document under state's key: nothing of one of another kind. */
export function asState(tree: JsonObject | undefined): JsonObject | undefined {
  if (tree?.has('state') || tree?.has('version')) return tree;
  return OTHERS.some((name) => tree?.has(name)) ? undefined : tree;
}
