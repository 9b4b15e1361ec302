import { smallestDifference } from '../../stages/difference.ts';
import { isList, isObject, type Json, type JsonObject, pointerStep, sameJson } from '../../stages/json.ts';
import { readJsonText, readObjectBytes } from '../../stages/json-read.ts';
import { compactJson } from '../../stages/json-write.ts';
import type { Change } from './plan.ts';

/** What changes between two stored values, field by field; one that can't be read changes as a whole. */
export function changesBetween(before: Uint8Array | undefined, after: Uint8Array): Change[] {
  const reading = before === undefined ? undefined : readObjectBytes(before);
  const old = reading !== undefined && 'object' in reading ? unfold(reading.object) : undefined;
  const wanted = readObjectBytes(after);
  // Only an undo brings such a value back.
  if (!('object' in wanted)) return wholeChange(before, after);
  const fresh = unfold(wanted.object);
  if (old === undefined) return [...fresh].flatMap(([path, value]) => newField(path, value));
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((path) =>
    fieldChange(path, old.get(path), fresh.get(path)),
  );
}

function wholeChange(before: Uint8Array | undefined, after: Uint8Array): Change[] {
  const [left, right] = [before, after].map(
    (bytes) => bytes && JSON.stringify(new TextDecoder().decode(bytes)),
  );
  return left === right ? [] : [{ path: '', before: left ?? null, after: right ?? null }];
}

/** The fields that a plan tells one by one: the top ones, those of the inner object, and each output. */
function unfold(document: JsonObject): Map<string, Json> {
  const fields = new Map<string, Json>();
  for (const [name, value] of document) {
    const path = pointerStep(name);
    if (path === '/state' && isObject(value))
      for (const [inner, field] of unfold(value)) fields.set(path + inner, field);
    else fields.set(path, value);
  }
  return fields;
}

/** Of a document that is made anew: each output by itself. */
function newField(path: string, value: Json): Change[] {
  const list = path.endsWith(OUTPUTS) || path === '/output' ? parsedOutputs(value) : undefined;
  if (!isList(list) || list.length === 0 || list.some((output) => keyOf(output) === undefined))
    return [{ path, before: null, after: text(value) }];
  return list.map((output, i) => ({
    path: path + pointerStep(i),
    ...named(keyOf(output)),
    before: null,
    after: text(output),
  }));
}

const OUTPUTS = '/heat_outputs';

function parsedOutputs(value: Json | undefined): Json | undefined {
  const reading = typeof value === 'string' ? readJsonText(value) : undefined;
  return reading !== undefined && 'value' in reading ? reading.value : value;
}

/** A list where its text should be, or the other way round, is another value, though both read alike. */
function fieldChange(path: string, left: Json | undefined, right: Json | undefined): Change[] {
  const alike = isList(left) === isList(right);
  const [before, after] = alike && path.endsWith(OUTPUTS) ? [left, right].map(parsedOutputs) : [left, right];
  if (sameJson(before, after)) return [];
  if (!isList(before) || !isList(after) || !standAlike(before, after))
    return [smallestChange(path, before, after)];
  return before.flatMap((old, i) => {
    if (sameJson(old, after[i])) return [];
    return [{ ...smallestChange(path + pointerStep(i), old, after[i]), ...named(keyOf(old)) }];
  });
}

/** Whether these are the same outputs in the same order: then each is told by itself, however many change. */
function standAlike(before: readonly Json[], after: readonly Json[]): boolean {
  if (before.length !== after.length) return false;
  return before.every((old, i) => keyOf(old) !== undefined && keyOf(old) === keyOf(after[i]));
}

function smallestChange(path: string, before: Json | undefined, after: Json | undefined): Change {
  const found = smallestDifference(before, after);
  return {
    path: path + (found?.path ?? ''),
    ...named(outputAt(after, found?.path ?? '')),
    before: text(found?.left),
    after: text(found?.right),
  };
}

function named(output: string | undefined): Pick<Change, 'output'> {
  return output === undefined ? {} : { output };
}

/** The key of the output that a pointer into a list of outputs leads into. */
function outputAt(list: Json | undefined, path: string): string | undefined {
  const index = /^\/(\d+)/.exec(path)?.[1];
  return isList(list) && index !== undefined ? keyOf(list[Number(index)]) : undefined;
}

function keyOf(output: Json | undefined): string | undefined {
  const key = isObject(output) ? output.get('output_key') : undefined;
  return typeof key === 'string' ? key : undefined;
}

function text(value: Json | undefined): string | null {
  return value === undefined ? null : compactJson(value);
}
