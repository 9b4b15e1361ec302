/** `state` as its writer would have written it, from a stage that is right. Pure. */
import { isList, isObject, type Json, type JsonObject, NumberText, sameJson } from '../stages/json.ts';
import { readJsonText } from '../stages/json-read.ts';
import { pythonUnsorted } from '../stages/json-write.ts';
import type { Output } from '../stages/outputs.ts';
import { OUTPUT_FIELDS } from '../stages/outputs.ts';
import { type ExpectedWorkerState, expectedWorkerState, isFailure } from '../stages/statuses.ts';
import { orderedLike } from './key-order.ts';
import { Refusal } from './plan.ts';

/** What the right stage says. */
export interface Right {
  readonly status: string;
  readonly outputs: readonly Output[];
  /** Undefined where the source has none to tell (heat_stacks). */
  readonly error: string | undefined;
  /** The operator's word for a failure's `worker_state`, which only state has. */
  readonly workerState?: string | undefined;
}

/**
 * @param current the state that is there, as far as it can be read: what is right in it stays, known or not
 * @param model an earlier state, whose key order inside the outputs is better than none
 */
export function deriveState(
  right: Right,
  version: bigint,
  current: JsonObject | undefined,
  model: JsonObject | undefined,
): JsonObject {
  const inner = asObject(current?.get('state'));
  const state = new Map(inner);
  state.set('heat_outputs', deriveOutputsText(right.outputs, inner.get('heat_outputs'), innerText(model)));
  state.set('orchestration_state', right.status);
  state.set('worker_state', deriveWorkerState(right, inner.get('worker_state'), innerWord(model)));
  return new Map<string, Json>([
    ...(current ?? []),
    ['error', deriveError(right, current?.get('error'))],
    ['state', state],
    ['version', new NumberText(String(version))],
  ]);
}

function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : new Map();
}

function innerText(model: JsonObject | undefined): Json | undefined {
  return asObject(model?.get('state')).get('heat_outputs');
}

function innerWord(model: JsonObject | undefined): Json | undefined {
  return asObject(model?.get('state')).get('worker_state');
}

/** The stored text stays where it says the same already, so that nothing but what is wrong changes. */
function deriveOutputsText(
  outputs: readonly Output[],
  current: Json | undefined,
  model: Json | undefined,
): string {
  const stored = parsedList(current);
  const lists = [stored, parsedList(model)].filter((list) => list !== undefined);
  const list = outputs.map((output) => {
    const models = lists.flatMap((one) => outputNamed(one, output.key) ?? []);
    const mended = outputNamed(stored ?? [], output.key);
    return deriveOutput(output, models, mended);
  });
  if (typeof current === 'string' && stored !== undefined && sameJson(stored, list)) return current;
  return pythonUnsorted(list);
}

function parsedList(text: Json | undefined): readonly Json[] | undefined {
  const reading = typeof text === 'string' ? readJsonText(text) : undefined;
  return reading !== undefined && 'value' in reading && isList(reading.value) ? reading.value : undefined;
}

function outputNamed(list: readonly Json[], key: string): JsonObject | undefined {
  return list.filter(isObject).find((output) => output.get('output_key') === key);
}

/** The order in which the writer puts an output's fields inside state (68 of 68 real documents). */
const WRITTEN_ORDER = ['output_value', 'description', 'output_error', 'output_key'];

/**
 * @param models the output of that key as it is and as it was stored: they give key order
 * @param mended the one that is mended, so that its other fields stay
 */
function deriveOutput(
  { tree }: Output,
  models: readonly JsonObject[],
  mended: JsonObject | undefined,
): JsonObject {
  const known: ReadonlySet<string> = new Set(['output_key', ...OUTPUT_FIELDS]);
  const kept = [...(mended ?? [])].filter(([name]) => !known.has(name));
  const fields = new Map<string, Json>([...[...tree].filter(([name]) => known.has(name)), ...kept]);
  const model = models.find((one) => sameValue(one, tree)) ?? models[0];
  const whole = models.find((one) => hasKeysOf(one, fields));
  const order = whole?.keys() ?? [...WRITTEN_ORDER.filter((name) => fields.has(name)), ...fields.keys()];
  return new Map([...order].map((name) => [name, orderedLike(fields.get(name) ?? null, model?.get(name))]));
}

/** One that held the very value knows its keys' order best. */
function sameValue(left: JsonObject, right: JsonObject): boolean {
  return sameJson(left.get('output_value'), right.get('output_value'));
}

function hasKeysOf(left: JsonObject, right: JsonObject): boolean {
  return left.size === right.size && [...left.keys()].every((name) => right.has(name));
}

function deriveWorkerState({ status, workerState }: Right, ...known: readonly (Json | undefined)[]): string {
  const expected = expectedWorkerState(status);
  if (expected !== undefined && 'word' in expected) return expected.word;
  const word = [workerState, ...known].find(
    (one): one is string => typeof one === 'string' && fitsEnding(one, expected),
  );
  if (word !== undefined) return word;
  throw new Refusal(
    `which worker_state belongs to ${status} is not known, and no earlier state has one that fits`,
    'look up what the worker writes for it; then --set worker_state=WORD',
  );
}

function fitsEnding(word: string, expected: ExpectedWorkerState | undefined): boolean {
  return (
    expected !== undefined &&
    'endings' in expected &&
    expected.endings.some((ending) => word.endsWith(ending))
  );
}

function deriveError(right: Right, current: Json | undefined): string {
  if (!isFailure(right.status)) return '';
  if (right.error !== undefined && right.error !== '') return right.error;
  if (typeof current === 'string' && current !== '') return current;
  throw new Refusal(
    `the job failed (${right.status}) and its error text is not known: only a job_state has it`,
    'look up the error in Heat and in the log of the worker; an older state comes back with --from revision:N --stage state',
  );
}
