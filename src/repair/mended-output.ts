import { firstWithKey } from '../stages/first-with-key.ts';
import { isList, isObject, type Json, type JsonObject } from '../stages/json.ts';
import { readJsonText } from '../stages/json-read.ts';
import { OUTPUT_FIELDS } from '../stages/outputs.ts';

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

/** The list in a state's text of outputs; undefined where there is none. */
export function storedList(text: Json | undefined): readonly Json[] | undefined {
  const reading = typeof text === 'string' ? readJsonText(text) : undefined;
  return reading !== undefined && 'value' in reading && isList(reading.value) ? reading.value : undefined;
}
