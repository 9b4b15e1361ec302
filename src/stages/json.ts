/**
 * JSON without loss. JavaScript's own values can't hold it: numbers lose digits, objects reorder integer-like keys and
 * treat `__proto__` apart, duplicate keys vanish. So numbers keep their text and objects are Maps in written order.
 */

/** A JSON number by its text: `1`, `1.0` and `1e0` are three different ones. */

export class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Json = null | boolean | string | NumberText | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

export function isObject(value: Json | undefined): value is JsonObject {
  return value instanceof Map;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether two values are the same JSON value: object key order doesn't count, list order and number text do. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (left instanceof NumberText) return right instanceof NumberText && left.text === right.text;
  if (isList(left)) {
    return isList(right) && left.length === right.length && left.every((item, i) => sameJson(item, right[i]));
  }
  if (!isObject(left) || !isObject(right) || left.size !== right.size) return false;
  for (const [key, value] of left) {
    if (!right.has(key) || !sameJson(value, right.get(key))) return false;
  }
  return true;
}

/** What kind of JSON value it is, in words for messages; `nothing` for an absent one. */
export function kindOf(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value instanceof NumberText) return 'a number';
  if (isList(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return typeof value === 'string' ? 'a string' : 'a boolean';
}

/** One token of a JSON pointer (RFC 6901), with the slash before it. */
export function pointerStep(token: string | number): string {
  return `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** A version is a positive integer of any size, written as one: `1.0` and `1e0` are none. */
export function readVersion(value: Json | undefined): bigint | undefined {
  return value instanceof NumberText && /^[1-9]\d*$/.test(value.text) ? BigInt(value.text) : undefined;
}
