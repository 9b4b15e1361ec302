import { isList, isObject, type Json } from '../stages/json.ts';
import { readJsonText } from '../stages/json-read.ts';
import { unescaped } from './decoded.ts';
import { type Masker, maskJson, newMasker } from './mask.ts';
import { NOTHING_SECRET, type SecretKeys } from './secret-keys.ts';
import { secretSpans, spansOfKnown } from './secret-spans.ts';
import { merged } from './span.ts';

/** Shorter ones are found in harmless texts by chance. */
const SHORTEST_KNOWN = 8;

/** Nothing is masked with `--reveal`. */
const REVEALING = { isSecret: NOTHING_SECRET, spansIn: () => [], isTelling: () => false };

/**
 * A masker for what belongs to one resource. What is a secret in one of its documents is hidden in texts of the others
 * too: an error that quotes it, an output that lost its key.
 */
export function maskerFor(isSecret: SecretKeys, documents: readonly Json[]): Masker {
  if (isSecret === NOTHING_SECRET) return newMasker(REVEALING);
  const spansIn = (text: string) => secretSpans(text, isSecret);
  const finder = newMasker({ isSecret, spansIn, isTelling: () => false });
  for (const document of documents) maskJson(finder, document, '');
  const hidden = [...finder.hidden.values()].flat();
  const known = hidden
    .flatMap((value) => textsIn(value, isSecret))
    .filter(({ length }) => length >= SHORTEST_KNOWN);
  const onlyHarmless = hidden.length === 0 && documents.some(hasOutput);
  return newMasker({
    isSecret,
    spansIn: (text) => merged([...spansIn(text), ...spansOfKnown(text, known)]),
    isTelling: (text) => namesSecret(text, isSecret) || (!onlyHarmless && isCutInOutput(text)),
  });
}

/** Of an object that is hidden whole, only what would be hidden by itself: a user's name is in harmless texts too. */
function textsIn(value: Json, isSecret: SecretKeys): string[] {
  if (typeof value === 'string') return [value];
  if (isList(value)) return value.flatMap((item) => textsIn(item, isSecret));
  if (!isObject(value)) return [];
  return [...value].flatMap(([key, item]) => (isSecret(key) ? textsIn(item, isSecret) : []));
}

function hasOutput(value: Json): boolean {
  if (isList(value)) return value.some(hasOutput);
  if (isObject(value)) return value.has('output_key') || [...value.values()].some(hasOutput);
  if (typeof value !== 'string' || !value.startsWith('[')) return false;
  const reading = readJsonText(value);
  return 'value' in reading && hasOutput(reading.value);
}

const KEYS: readonly RegExp[] = [
  // A quoted key, or the name of an output or of a pair.
  /["']([^"']{1,200})["'][ \t]{0,20}[:=]/g,
  /["'](?:output_key|key|name)["'][ \t]{0,20}:[ \t]{0,20}["']([^"']{1,200})/g,
  // A line of YAML or of settings.
  /^[ \t]{0,100}(?:export |- )?([\w.-]{1,200})[ \t]{0,20}[:=][ \t]{0,20}\S/gm,
];

/** A private key in PEM, and a URL with a password in it. */
const BY_ITSELF = /-----BEGIN [A-Z ]{0,50}PRIVATE KEY-----|:\/\/[^\s/:@]{0,200}:[^\s/@]{1,200}@/;

/** Whether a value under a secret's key stands in it, as far as can be told. */
export function namesSecret(text: string, isSecret: SecretKeys): boolean {
  const plain = unescaped(text);
  if (BY_ITSELF.test(plain)) return true;
  return KEYS.some((pattern) => [...plain.matchAll(pattern)].some(([, key = '']) => isSecret(key)));
}

/** Whether it holds an output's value whose name is lost, or not whole: the writers put it behind the value. */
export function isCutInOutput(text: string): boolean {
  const plain = unescaped(text);
  return (
    countOf(plain, /"output_value"/g) > countOf(plain, /"output_key"[ \t]{0,20}:[ \t]{0,20}"[^"]{0,200}"/g)
  );
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
