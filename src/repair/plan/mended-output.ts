import { isList, isObject, type Json, type JsonObject } from '../../stages/json.ts';
import { readJsonText } from '../../stages/json-read.ts';
import { firstWithKey, OUTPUT_FIELDS } from '../../stages/outputs.ts';

const KNOWN: ReadonlySet<string> = new Set(['output_key', ...OUTPUT_FIELDS]);

/** What is right of an output, with the fields that nobody documented of the one that is mended. */
export function mendedOutput(right: JsonObject, stored: JsonObject | undefined): Map<string, Json> {
  const known = [...right].filter(([name]) => KNOWN.has(name));
  const kept = [...(stored ?? [])].filter(([name]) => !KNOWN.has(name));
  return new Map([...known, ...kept]);
}

/** The output of that key in a stored list; undefined where there is none, or no list. */
export function storedOutput(list: Json | undefined, key: string): JsonObject | undefined {
  const found = isList(list) ? itemWithKey(list, key) : undefined;
  return found !== undefined && isObject(found) ? found : undefined;
}

const itemWithKey = firstWithKey((item: Json) => (isObject(item) ? item.get('output_key') : undefined));

/** The list of outputs, in a text or as it is, whichever of them should be there; undefined where there is none. */
export function storedList(stored: Json | undefined): readonly Json[] | undefined {
  if (isList(stored)) return stored;
  const reading = typeof stored === 'string' ? readJsonText(stored) : undefined;
  return reading !== undefined && 'value' in reading && isList(reading.value) ? reading.value : undefined;
}

/**
 * The same value with its objects' keys in the model's order, where the model has them; further keys follow. The
 * writers' order inside `state.heat_outputs` can't be known from the other stages, so what was stored is kept.
 */
export function orderedLike(value: Json, model: Json | undefined): Json {
  if (isObject(value)) return orderedObject(value, isObject(model) ? model : new Map());
  if (isList(value)) return value.map((item, i) => orderedLike(item, isList(model) ? model[i] : undefined));
  return value;
}

function orderedObject(value: JsonObject, model: JsonObject): JsonObject {
  const keys = [
    ...[...model.keys()].filter((key) => value.has(key)),
    ...[...value.keys()].filter((key) => !model.has(key)),
  ];
  return new Map(keys.map((key) => [key, orderedLike(value.get(key) ?? null, model.get(key))]));
}
