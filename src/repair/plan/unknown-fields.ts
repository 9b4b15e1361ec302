import { isObject, type JsonObject } from '../../stages/json.ts';
import type { Stage } from '../../stages/keys.ts';
import type { Resource } from '../../stages/resource.ts';
import { storedList } from './mended-output.ts';
import { type Action, Refusal } from './plan.ts';

/**
 * What is written from nothing can't hold what nobody documented. Throws `Refusal` where the lost document, or the lost
 * part of one, had such fields as far as it is still in etcd.
 * @param history earlier revisions of the resource, the newest first
 */
export function refuseLostFields(
  resource: Resource,
  actions: readonly Action[],
  history: readonly Resource[],
): void {
  for (const { kind, stage } of actions) {
    if (kind !== 'put') continue;
    const lost = lostParts(resource, stage);
    const fields = unknownFields(stage, history).filter((path) => lost.some((part) => path.startsWith(part)));
    if (fields.length === 0) continue;
    throw new Refusal(
      `the lost ${stage} had fields that nobody documented, and they can't be derived: ${fields.join(', ')}`,
      `take it from its history (--from revision:N --stage ${stage}), or --drop-unknown`,
    );
  }
}

/** JSON pointers to what is made anew, each with the slash behind it. */
function lostParts({ state, ...resource }: Resource, stage: Stage): string[] {
  if (stage !== 'state') return resource[stage] === undefined ? ['/'] : [];
  const tree = asState(state?.tree);
  if (tree === undefined) return ['/'];
  const inner = tree.get('state');
  if (!isObject(inner)) return ['/state/'];
  return storedList(inner.get('heat_outputs')) === undefined ? ['/state/heat_outputs/'] : [];
}

function unknownFields(stage: Stage, history: readonly Resource[]): string[] {
  const isOfIt = (then: Resource) =>
    (stage === 'state' ? asState(then.state?.tree) : then[stage]) !== undefined;
  const last = history.find(isOfIt)?.[stage];
  return (last?.problems ?? []).filter(({ rule }) => rule === 'unknown-field').map(({ path }) => path);
}

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
