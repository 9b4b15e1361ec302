/** Puts a mask in the place of each secret. Pure; what holds none is given back as it is, the same value. */
import { isList, isObject, type Json, type JsonObject, sameJson } from '../stages/json.ts';
import { readJsonText } from '../stages/json-read.ts';
import { pythonUnsorted } from '../stages/json-write.ts';
import type { SecretKeys } from './secret-keys.ts';
import type { Span } from './span.ts';

/** Always as long: it tells nothing of what it hides. */
export const MASK = '********';

export interface Masker {
  readonly isSecret: SecretKeys;
  /** The secrets that can be told in a text that is no JSON. */
  readonly spansIn: (text: string) => readonly Span[];
  /** Whether what is left of such a text may hold one that can't be told from the rest. */
  readonly isTelling: (text: string) => boolean;
  /** What was hidden so far, by its place: the same place in another stage or revision has the same name. */
  readonly hidden: Map<string, Json[]>;
}

export function newMasker(searches: Omit<Masker, 'hidden'>): Masker {
  return { ...searches, hidden: new Map() };
}

/** The value with each secret in it masked. `place` is where it stands in its document. */
export function maskJson(masker: Masker, value: Json, place: string): Json {
  if (typeof value === 'string') return maskText(masker, value, place);
  if (isList(value)) return maskList(masker, value, place);
  return isObject(value) ? maskObject(masker, value, place) : value;
}

/** Text may hold JSON, as `state.heat_outputs` does. */
function maskText(masker: Masker, text: string, place: string): Json {
  const reading = /^\s*["[{]/.test(text) ? readJsonText(text) : undefined;
  if (reading === undefined || 'problem' in reading) return maskPlainText(masker, text, place);
  const masked = maskJson(masker, reading.value, place);
  return masked === reading.value ? text : pythonUnsorted(masked);
}

/** Text that is no JSON: its secrets where they stand, or all of it where that can't be told. */
export function maskPlainText(masker: Masker, text: string, place: string): Json {
  const spans = masker.spansIn(text);
  const rest = replaced(
    text,
    spans.map(({ from, end }) => ({ start: from, end, by: '' })),
  );
  return masker.isTelling(rest) ? hide(masker, text, place) : maskSpans(masker, text, place, spans);
}

/** Our own sentences, which may quote what is stored: only secrets that can be told are masked. */
export function maskSentence(masker: Masker, text: string): string {
  return maskSpans(masker, text, 'a sentence', masker.spansIn(text));
}

function maskSpans(masker: Masker, text: string, place: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  const masks = spans.map(({ start, end }, i) => {
    return { start, end, by: maskOf(masker, text.slice(start, end), `${place} secret ${i}`) };
  });
  return replaced(text, masks);
}

function replaced(text: string, parts: readonly { start: number; end: number; by: string }[]): string {
  const kept = parts.map(({ start, by }, i) => text.slice(parts[i - 1]?.end ?? 0, start) + by);
  return kept.join('') + text.slice(parts.at(-1)?.end ?? 0);
}

/** Where nothing is masked the list itself comes back. */
function maskList(masker: Masker, list: readonly Json[], place: string): readonly Json[] {
  const masked = list.map((item, i) => maskJson(masker, item, placeOfItem(item, `${place}/${i}`)));
  return masked.every((item, i) => item === list[i]) ? list : masked;
}

/** An output is the same one wherever it stands. */
function placeOfItem(item: Json, place: string): string {
  const key = isObject(item) ? item.get('output_key') : undefined;
  return typeof key === 'string' ? `output ${key}` : place;
}

function maskObject(masker: Masker, object: JsonObject, place: string): JsonObject {
  const masked = [...object].map(([key, value]) => {
    const at = `${place}/${key}`;
    const secret = isSecretIn(masker.isSecret, object, key);
    return [maskKey(masker, key), secret ? hide(masker, value, at) : maskJson(masker, value, at)] as const;
  });
  return masked.every(([key, value]) => value === object.get(key)) ? object : new Map(masked);
}

/** A key is a text, too. Different ones stay different, wherever they stand. */
export function maskKey(masker: Masker, key: string): string {
  return maskSpans(masker, key, 'a key', masker.spansIn(key));
}

/** Fields that name what stands beside them: an output's key and value, and such pairs in its values. */
const NAMED_BY: Readonly<Record<string, readonly string[]>> = {
  output_value: ['output_key'],
  value: ['key', 'name'],
};

/** Whether a field of this object is a secret, by its own name or by that of the pair that it is half of. */
export function isSecretIn(isSecret: SecretKeys, object: JsonObject, key: string): boolean {
  if (isSecret(key)) return true;
  const names = Object.hasOwn(NAMED_BY, key) ? (NAMED_BY[key] ?? []) : [];
  return names.some((field) => {
    const name = object.get(field);
    return typeof name === 'string' && isSecret(name);
  });
}

/** A mask for the whole value; one that differs from another at the same place is told to. */
export function hide(masker: Masker, value: Json, place: string): Json {
  return isNothing(value) ? value : maskOf(masker, value, place);
}

function maskOf({ hidden }: Masker, value: Json, place: string): string {
  const there = hidden.get(place) ?? [];
  const before = there.findIndex((one) => sameJson(one, value));
  if (before < 0) hidden.set(place, [...there, value]);
  return maskNumbered(before < 0 ? there.length : before);
}

/** That there is none is no secret, and often what is wrong. */
function isNothing(value: Json): boolean {
  if (value === null || value === '' || typeof value === 'boolean') return true;
  return isList(value) ? value.length === 0 : isObject(value) && value.size === 0;
}

/** The difference comes first, so that texts cut around it show it. */
function maskNumbered(place: number): string {
  if (place === 0) return MASK;
  return place === 1 ? `(differs) ${MASK}` : `(differs, ${place}) ${MASK}`;
}
