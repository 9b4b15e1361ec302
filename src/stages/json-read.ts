import { type Json, type JsonObject, NumberText } from './json.ts';

/** Why a text is not the JSON that is wanted. */
export interface JsonProblem {
  readonly message: string;
  /** Offset in UTF-8 bytes from the start of the text. */
  readonly byte: number;
}

export type JsonReading = { readonly value: Json } | { readonly problem: JsonProblem };

/**
 * Deeper nesting is refused. Real documents nest to 8; the bound keeps recursion over them far from the stack's end.
 */
export const MAX_DEPTH = 256;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads strict JSON (RFC 8259) from bytes: UTF-8, no byte order mark, no duplicate keys, bounded depth. Never throws. */
export function readJsonBytes(bytes: Uint8Array): JsonReading {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { problem: { message: 'not valid UTF-8', byte: firstInvalidByte(bytes) } };
  }
  return readJsonText(text);
}

/** The same from text. */
export function readJsonText(text: string): JsonReading {
  if (text === '') return { problem: { message: 'empty value', byte: 0 } };
  const reader: Reader = { text, at: 0 };
  try {
    const value = readValue(reader, 0);
    skipSpace(reader);
    if (reader.at < text.length) fail(reader, 'more text after the end of the JSON value');
    return { value };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { problem: { message: error.message, byte: Buffer.byteLength(text.slice(0, error.at)) } };
  }
}

/** The one object a stage's key must hold. */
export function readObjectBytes(
  bytes: Uint8Array,
): { readonly object: JsonObject } | { readonly problem: JsonProblem } {
  const reading = readJsonBytes(bytes);
  if ('problem' in reading) return reading;
  if (reading.value instanceof Map) return { object: reading.value };
  return { problem: { message: 'JSON, but not an object', byte: 0 } };
}

interface Reader {
  readonly text: string;
  at: number;
}

class Stop extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

function fail(reader: Reader, message: string, at = reader.at): never {
  throw new Stop(at >= reader.text.length ? `${message}: the text ends` : message, at);
}

function skipSpace(reader: Reader): void {
  const { text } = reader;
  for (;;) {
    const code = text.charCodeAt(reader.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    reader.at++;
  }
}

function readValue(reader: Reader, depth: number): Json {
  skipSpace(reader);
  switch (reader.text[reader.at]) {
    case '{':
      return readObject(reader, deeper(reader, depth));
    case '[':
      return readList(reader, deeper(reader, depth));
    case '"':
      return readString(reader);
    case 't':
      return readWord(reader, 'true', true);
    case 'f':
      return readWord(reader, 'false', false);
    case 'n':
      return readWord(reader, 'null', null);
    default:
      return readNumber(reader);
  }
}

function deeper(reader: Reader, depth: number): number {
  if (depth >= MAX_DEPTH) fail(reader, `nested deeper than ${MAX_DEPTH}`);
  reader.at++;
  return depth + 1;
}

function readObject(reader: Reader, depth: number): JsonObject {
  const object = new Map<string, Json>();
  skipSpace(reader);
  if (took(reader, '}')) return object;
  for (;;) {
    skipSpace(reader);
    const start = reader.at;
    if (reader.text[start] !== '"') fail(reader, 'an object key was expected');
    const key = readString(reader);
    if (object.has(key)) fail(reader, `duplicate key ${JSON.stringify(key)}`, start);
    skipSpace(reader);
    if (!took(reader, ':')) fail(reader, '":" was expected');
    object.set(key, readValue(reader, depth));
    skipSpace(reader);
    if (took(reader, '}')) return object;
    if (!took(reader, ',')) fail(reader, '"," or "}" was expected');
  }
}

function readList(reader: Reader, depth: number): Json[] {
  const list: Json[] = [];
  skipSpace(reader);
  if (took(reader, ']')) return list;
  for (;;) {
    list.push(readValue(reader, depth));
    skipSpace(reader);
    if (took(reader, ']')) return list;
    if (!took(reader, ',')) fail(reader, '"," or "]" was expected');
  }
}

function took(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at++;
  return true;
}

function readWord<T>(reader: Reader, word: string, value: T): T {
  if (!reader.text.startsWith(word, reader.at)) fail(reader, 'a JSON value was expected');
  reader.at += word.length;
  return value;
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function readNumber(reader: Reader): NumberText {
  number.lastIndex = reader.at;
  const match = number.exec(reader.text);
  if (match === null) fail(reader, 'a JSON value was expected');
  reader.at += match[0].length;
  return new NumberText(match[0]);
}

const plain = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function readString(reader: Reader): string {
  reader.at++;
  let value = '';
  for (;;) {
    plain.lastIndex = reader.at;
    const run = plain.exec(reader.text)?.[0] ?? '';
    value += run;
    reader.at += run.length;
    const next = reader.text[reader.at];
    if (next === '"') {
      reader.at++;
      return value;
    }
    if (next !== '\\') fail(reader, 'unfinished or unescaped string');
    value += readEscape(reader);
  }
}

const fourHex = /^[0-9a-fA-F]{4}$/;

function readEscape(reader: Reader): string {
  const letter = reader.text[reader.at + 1] ?? '';
  if (letter === 'u') {
    const hex = reader.text.slice(reader.at + 2, reader.at + 6);
    if (!fourHex.test(hex)) fail(reader, 'a \\u escape needs four hexadecimal digits');
    reader.at += 6;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }
  if (!Object.hasOwn(ESCAPES, letter)) fail(reader, 'unknown escape in a string');
  reader.at += 2;
  return ESCAPES[letter] ?? '';
}

function firstInvalidByte(bytes: Uint8Array): number {
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const again = new TextEncoder().encode(lenient);
  const at = bytes.findIndex((byte, i) => byte !== again[i]);
  return at < 0 ? bytes.length : at;
}
