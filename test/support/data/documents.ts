/** Editing stored documents: in, one change, out, written as the writers write. */
import type { Json, JsonObject } from '../../../src/stages/json.ts';
import { readJsonText } from '../../../src/stages/json-read.ts';
import { pythonSorted, pythonUnsorted } from '../../../src/stages/json-write.ts';
import type { Stage } from '../../../src/stages/keys.ts';

/** Names of objects and places of lists, from the document inwards. */
export type Path = readonly (string | number)[];

/** Undefined as value: taken away. */
export function edited(text: string, path: Path, value: Json | undefined): string {
  return pythonSorted(withPart(parse(text), path, value));
}

export function partOf(text: string, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((at, step) => {
    if (at instanceof Map) return at.get(String(step));
    return Array.isArray(at) ? at[Number(step)] : undefined;
  }, parse(text));
}

/** Where a stage's document has its fields: all documented ones that this document has. */
export function fieldPaths(stage: Stage, text: string): Path[] {
  const outer = [...asObject(parse(text)).keys()].map((name): Path => [name]);
  if (stage !== 'state') return outer;
  const inner = partOf(text, ['state']);
  return [...outer, ...[...asObject(inner).keys()].map((name): Path => ['state', name])];
}

const OUTPUTS_PATH: Readonly<Record<Stage, Path>> = {
  heat_stacks: ['output'],
  job_state: ['heat_outputs'],
  state: ['state', 'heat_outputs'],
};

/** The outputs of a document; undefined where it has none. */
export function outputsOf(stage: Stage, text: string): readonly JsonObject[] | undefined {
  const part = partOf(text, OUTPUTS_PATH[stage]);
  if (part === undefined) return undefined;
  const list = stage === 'state' ? parse(String(part)) : part;
  return (list as readonly Json[]).map(asObject);
}

/** The document with other outputs. */
export function withOutputs(stage: Stage, text: string, outputs: readonly Json[]): string {
  return edited(text, OUTPUTS_PATH[stage], stage === 'state' ? pythonUnsorted(outputs) : outputs);
}

export function parse(text: string): Json {
  const reading = readJsonText(text);
  if ('problem' in reading) throw new Error(`${reading.problem.message}: ${text}`);
  return reading.value;
}

export function asObject(value: Json | undefined): JsonObject {
  if (value instanceof Map) return value;
  throw new Error('not an object');
}

/** The object with one entry set, or taken away. */
export function withEntry(object: JsonObject, key: string, value: Json | undefined): JsonObject {
  const copy = new Map(object);
  if (value === undefined) copy.delete(key);
  else copy.set(key, value);
  return copy;
}

function withPart(at: Json | undefined, [step, ...rest]: Path, value: Json | undefined): Json {
  const inner = (part: Json | undefined) => (rest.length === 0 ? value : withPart(part, rest, value));
  if (Array.isArray(at)) return at.map((item, i) => (i === step ? (inner(item) ?? null) : item));
  const object = asObject(at);
  return withEntry(object, String(step), inner(object.get(String(step))));
}
