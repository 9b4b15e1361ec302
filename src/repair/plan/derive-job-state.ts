import type { Json, JsonObject } from '../../stages/json.ts';
import type { Right } from './derive-state.ts';
import { orderedLike } from './key-order.ts';
import { mendedOutput, storedList, storedOutput } from './mended-output.ts';

/** `job_state` of a finished job, from a stage that is right. What is right in the current one stays, known or not. */
export function deriveJobState(right: Right, current: JsonObject | undefined): JsonObject {
  const stored = storedList(current?.get('heat_outputs'));
  const outputs = right.outputs.map(({ tree, key }) => mendedOutput(tree, storedOutput(stored, key)));
  const error: [string, Json][] =
    right.error === undefined || right.error === '' ? [] : [['error', right.error]];
  return new Map<string, Json>([
    ...[...(current ?? [])].filter(([name]) => name !== 'error'),
    ['heat_outputs', orderedLike(outputs, stored)],
    ['orchestration_state', right.status],
    ...error,
  ]);
}
