import { isList, isObject, type Json, NumberText } from './json.ts';

/** Python's `json.dumps(value, sort_keys=True)`: how the writers write each document (seen in 174 of 174 real ones). */
export function pythonSorted(value: Json): string {
  return python(value, true);
}

/** Python's `json.dumps(value)`: how they write the text inside `state.heat_outputs`; key order as it stands. */
export function pythonUnsorted(value: Json): string {
  return python(value, false);
}

/** JSON text for people and for `expected`/`actual`: no spaces, readable letters, number text kept. */
export function compactJson(value: Json): string {
  if (value instanceof NumberText) return value.text;
  if (isList(value)) return `[${value.map(compactJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}:${compactJson(item)}`).join(',')}}`;
}

function python(value: Json, sorted: boolean): string {
  if (value instanceof NumberText) return value.text;
  if (typeof value === 'string') return pythonString(value);
  if (isList(value)) return `[${value.map((item) => python(item, sorted)).join(', ')}]`;
  if (!isObject(value)) return String(value);
  const entries = sorted ? [...value].sort(([a], [b]) => compareCodePoints(a, b)) : [...value];
  return `{${entries.map(([key, item]) => `${pythonString(key)}: ${python(item, sorted)}`).join(', ')}}`;
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
};

/** `ensure_ascii` escapes all but space to `~`, each UTF-16 unit by itself, in lower-case hexadecimal. */
function pythonString(text: string): string {
  const escaped = text.replace(
    /["\\]|[^ -~]/g,
    (unit) => SHORT[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}

/** Python orders text by code points, JavaScript by UTF-16 units; they differ beyond U+FFFF. */
export function compareCodePoints(left: string, right: string): number {
  if (!/[\ud800-\udfff]/.test(left + right)) return left < right ? -1 : Number(left > right);
  const a = Array.from(left, codePoint);
  const b = Array.from(right, codePoint);
  const differs = a.findIndex((point, i) => point !== b[i]);
  return differs < 0 ? a.length - b.length : (a[differs] ?? 0) - (b[differs] ?? -1);
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}
