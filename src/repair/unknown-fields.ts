import type { Stage } from '../stages/keys.ts';
import type { Resource } from '../stages/resource.ts';
import { type Action, Refusal } from './plan.ts';

/**
 * A document that is written from nothing can't hold what nobody documented. Throws `Refusal` where the lost one, as
 * far as it is still in etcd, had such fields.
 * @param history earlier revisions of the resource, the newest first
 */
export function refuseLostFields(
  resource: Resource,
  actions: readonly Action[],
  history: readonly Resource[],
): void {
  for (const { kind, stage } of actions) {
    if (kind !== 'put' || resource[stage] !== undefined) continue;
    const fields = unknownFields(stage, history);
    if (fields.length === 0) continue;
    throw new Refusal(
      `the lost ${stage} had fields that nobody documented, and they can't be derived: ${fields.join(', ')}`,
      `take it from its history (--from revision:N --stage ${stage}), or --drop-unknown`,
    );
  }
}

function unknownFields(stage: Stage, history: readonly Resource[]): string[] {
  const last = history.find((then) => then[stage] !== undefined)?.[stage];
  return (last?.problems ?? []).filter(({ rule }) => rule === 'unknown-field').map(({ path }) => path);
}
