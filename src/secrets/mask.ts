/** Puts a mask in the place of each secret. Pure; what holds none is given back as it is, the same value. */
import { isList, isObject, type Json, type JsonObject, sameJson } from '../stages/json.ts';
import { readJsonText } from '../stages/json-read.ts';
import { pythonUnsorted } from '../stages/json-write.ts';
import type { SecretKeys } from './secret-keys.ts';

/** Always as long: it tells nothing of what it hides. */
export const MASK = '********';

export interface Masker {
  readonly isSecret: SecretKeys;
  /** Whether a text that is no JSON may hold a secret. */
  readonly isTelling: (text: string) => boolean;
  /** What was hidden so far, by its place: the same place in another stage or revision has the same name. */
  readonly hidden: Map<string, Json[]>;
}

export function newMasker(isSecret: SecretKeys, isTelling: Masker['isTelling']): Masker {
  return { isSecret, isTelling, hidden: new Map() };
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
  if (reading === undefined || 'problem' in reading)
    return masker.isTelling(text) ? hide(masker, text, place) : text;
  const masked = maskJson(masker, reading.value, place);
  return masked === reading.value ? text : pythonUnsorted(masked);
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
    return [key, secret ? hide(masker, value, at) : maskJson(masker, value, at)] as const;
  });
  return masked.every(([key, value]) => value === object.get(key)) ? object : new Map(masked);
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
export function hide({ hidden }: Masker, value: Json, place: string): Json {
  if (isNothing(value)) return value;
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
