/**
 * Secrets within texts that are no JSON, found where they stand: Heat's own outputs have them (a wait condition's
 * `curl_cli`, signed URLs). All searches take time that grows with the text's length alone: the text is anybody's.
 */
import { type Decoded, withoutBackslashes, withoutPercents } from './decoded.ts';
import type { SecretKeys } from './secret-keys.ts';
import { merged, type Span } from './span.ts';
import { spansByForm } from './spans-by-form.ts';
import { spansByName } from './spans-by-name.ts';

/** The secrets in a text, in its order and without overlaps, however they are escaped. */
export function secretSpans(text: string, isSecret: SecretKeys): readonly Span[] {
  if (!MAY_HOLD.test(text)) return [];
  const plain = withoutBackslashes(text);
  const inUrl = withoutPercents(plain);
  return merged(
    [plain, ...(inUrl === undefined ? [] : [inUrl])].flatMap((layer) => spansIn(layer, isSecret)),
  );
}

/** None of the forms does without one of these. */
const MAY_HOLD =
  /[=:\\%]|--|eyJ|gAAAAA|Bearer|Basic|\$\d|gh[pousr]_|github_pat_|glpat-|hv[sb]\.|xox|authorization/i;

/** All places of texts that are known to be secrets. */
export function spansOfKnown(text: string, known: readonly string[]): readonly Span[] {
  if (known.length === 0) return [];
  const plain = withoutBackslashes(text);
  const raw: Decoded = { text, at: (index) => index };
  const layers = text.includes('\\') ? [raw, plain] : [raw];
  const sought = new Set(known.flatMap((secret) => [secret, withoutBackslashes(secret).text]));
  return merged(layers.flatMap((layer) => [...sought].flatMap((secret) => placesOf(layer, secret))));
}

function spansIn(layer: Decoded, isSecret: SecretKeys): Span[] {
  return [...spansByForm(layer.text), ...spansByName(layer.text, isSecret)].map((span) =>
    spanInText(layer, span),
  );
}

function placesOf(layer: Decoded, secret: string): Span[] {
  const found: Span[] = [];
  if (secret === '') return found;
  for (let at = layer.text.indexOf(secret); at >= 0; at = layer.text.indexOf(secret, at + secret.length))
    found.push(spanInText(layer, { from: at, start: at, end: at + secret.length }));
  return found;
}

function spanInText({ at }: Decoded, { from, start, end }: Span): Span {
  return { from: at(from), start: at(start), end: at(end) };
}
