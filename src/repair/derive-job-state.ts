import type { Json, JsonObject } from '../stages/json.ts';
import { OUTPUT_FIELDS } from '../stages/outputs.ts';
import type { Right } from './derive-state.ts';
import { orderedLike } from './key-order.ts';

/** `job_state` of a finished job, from a stage that is right. What is right in the current one stays, known or not. */
export function deriveJobState(right: Right, current: JsonObject | undefined): JsonObject {
  const outputs = right.outputs.map(({ tree }) => new Map([...tree].filter(([name]) => COPIED.has(name))));
  const error: [string, Json][] =
    right.error === undefined || right.error === '' ? [] : [['error', right.error]];
  return new Map<string, Json>([
    ...[...(current ?? [])].filter(([name]) => name !== 'error'),
    ['heat_outputs', orderedLike(outputs, current?.get('heat_outputs'))],
    ['orchestration_state', right.status],
    ...error,
  ]);
}

const COPIED: ReadonlySet<string> = new Set(['output_key', ...OUTPUT_FIELDS]);
