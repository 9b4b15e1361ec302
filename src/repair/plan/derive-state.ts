/** `state` as its writer would have written it, from a stage that is right. Pure. */
import { isObject, type Json, type JsonObject, NumberText, sameJson } from '../../stages/json.ts';
import { pythonUnsorted } from '../../stages/json-write.ts';
import type { Output } from '../../stages/outputs.ts';
import { type ExpectedWorkerState, expectedWorkerState, isFailure } from '../../stages/statuses.ts';
import { mendedOutput, orderedLike, storedList, storedOutput } from './mended-output.ts';

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

/** What is stored of state, now and before. */
export interface Stored {
  /** The state that is there, as far as it can be read: what is right in it stays, known or not. */
  readonly current: JsonObject | undefined;
  /** It tells of an earlier job: that one's failure is not this one's. */
  readonly ofEarlierJob: boolean;
  /** An earlier state: its key order inside the outputs is better than none. */
  readonly model: JsonObject | undefined;
  /** All earlier ones, the newest first: one of them may know the `worker_state` of a failure. */
  readonly earlier: readonly JsonObject[];
}

export function deriveState(right: Right, version: bigint, stored: Stored): JsonObject {
  const { current, model, ofEarlierJob } = stored;
  const inner = asObject(current?.get('state'));
  const state = new Map(inner);
  const [text, modelText] = [inner, asObject(model?.get('state'))].map((one) => one.get('heat_outputs'));
  state.set('heat_outputs', deriveOutputsText(right.outputs, text, modelText));
  state.set('orchestration_state', right.status);
  state.set('worker_state', deriveWorkerState(right, stored));
  return new Map<string, Json>([
    ...(current ?? []),
    ['error', deriveError(right, ofEarlierJob ? undefined : current?.get('error'))],
    ['state', state],
    ['version', new NumberText(String(version))],
  ]);
}

function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : new Map();
}

/** The stored text stays where it says the same already, so that nothing but what is wrong changes. */
function deriveOutputsText(
  outputs: readonly Output[],
  current: Json | undefined,
  model: Json | undefined,
): string {
  const stored = storedList(current);
  // The keys of a list that is no text were sorted with those of the document around it.
  const lists = [current, model].flatMap((text) =>
    typeof text === 'string' ? [storedList(text) ?? []] : [],
  );
  const list = outputs.map((output) => {
    const models = lists.flatMap((one) => storedOutput(one, output.key) ?? []);
    return deriveOutput(mendedOutput(output.tree, storedOutput(stored, output.key)), models);
  });
  if (typeof current === 'string' && stored !== undefined && sameJson(stored, list)) return current;
  return pythonUnsorted(list);
}

/** The order in which the writer puts an output's fields inside state (68 of 68 real documents). */
const WRITTEN_ORDER = ['output_value', 'description', 'output_error', 'output_key'];

/** @param models the output of that key as it is and as it was stored: they give key order */
function deriveOutput(fields: JsonObject, models: readonly JsonObject[]): JsonObject {
  const model = models.find((one) => sameValue(one, fields)) ?? models[0];
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

function deriveWorkerState({ status, workerState }: Right, stored: Stored): string {
  const expected = expectedWorkerState(status);
  if (expected !== undefined && 'word' in expected) return expected.word;
  const word = [workerState, ...storedWords(status, stored)].find(
    (one): one is string => typeof one === 'string' && fitsEnding(one, expected),
  );
  if (word !== undefined) return word;
  throw new Refusal(
    `which worker_state belongs to ${status} is not known, and no earlier state has one that fits`,
    'look up what the worker writes for it; then --set worker_state=WORD',
  );
}

/** Those beside the same status come first; beside another one it may still be right, if that alone was changed. */
function storedWords(status: string, { current, earlier, ofEarlierJob }: Stored): (Json | undefined)[] {
  const [now, ...then] = [current, ...earlier].map((one) => asObject(one?.get('state')));
  const beside = [now, ...then].filter((inner) => inner?.get('orchestration_state') === status);
  return [...beside, ...(ofEarlierJob ? [] : [now])].map((inner) => inner?.get('worker_state'));
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
