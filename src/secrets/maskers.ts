import { isList, isObject, type Json } from '../stages/json.ts';
import { readJsonText } from '../stages/json-read.ts';
import { type Masker, maskJson, newMasker } from './mask.ts';
import { NOTHING_SECRET, type SecretKeys } from './secret-keys.ts';
import { secretSpans, spansOfKnown } from './secret-spans.ts';
import { merged } from './span.ts';
import { isCutInOutput, namesSecret } from './telling-text.ts';

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
