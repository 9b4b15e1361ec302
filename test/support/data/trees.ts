/** Lossless trees and JavaScript's own values, for tests that hold one against the other. */
import { isList, isObject, type Json, NumberText } from '../../../src/stages/json.ts';
import { type JsonReading, readJsonText } from '../../../src/stages/json-read.ts';

/** As JSON.parse would give it: numbers lose what they lose there. */
export function toPlain(value: Json): unknown {
  if (value instanceof NumberText) return Number(value.text);
  if (isList(value)) return value.map(toPlain);
  if (!isObject(value)) return value;
  const object = {};
  for (const [key, item] of value) {
    const property = { value: toPlain(item), enumerable: true, configurable: true, writable: true };
    // An assignment to `__proto__` would set no property.
    Object.defineProperty(object, key, property);
  }
  return object;
}

export function read(text: string): Json {
  const reading = readJsonText(text);
  if ('problem' in reading) throw new Error(`${reading.problem.message}: ${text.slice(0, 80)}`);
  return reading.value;
}

export function messageOf(reading: JsonReading | { readonly object: unknown }): string {
  return 'problem' in reading ? reading.problem.message : '';
}

/** The part that a JSON pointer leads to; undefined where nothing is there. */
export function resolve(value: Json | undefined, pointer: string): Json | undefined {
  return steps(pointer).reduce<Json | undefined>((at, step) => {
    if (isObject(at)) return at.get(step);
    return isList(at) ? at[Number(step)] : undefined;
  }, value);
}

/** The value with the part at the pointer replaced; undefined takes it away. */
export function replaceAt(
  value: Json | undefined,
  pointer: string,
  part: Json | undefined,
): Json | undefined {
  const [step, ...rest] = steps(pointer);
  if (step === undefined) return part;
  const inner = replaceAt(resolve(value, pointerOf([step])), pointerOf(rest), part);
  if (isList(value)) return replaceInList(value, Number(step), inner);
  const copy = new Map(isObject(value) ? value : []);
  if (inner === undefined) copy.delete(step);
  else copy.set(step, inner);
  return copy;
}

function replaceInList(list: readonly Json[], at: number, item: Json | undefined): Json[] {
  const copy = [...list];
  copy.splice(at, 1, ...(item === undefined ? [] : [item]));
  return copy;
}

function steps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function pointerOf(path: readonly string[]): string {
  return path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
