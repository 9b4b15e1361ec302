import type { Finding } from '../judge/finding.ts';
import { isList, isObject, type Json, pointerStep } from '../stages/json.ts';
import { readJsonText } from '../stages/json-read.ts';
import { compactJson } from '../stages/json-write.ts';
import { type AnyStage, documentsOf, type Resource } from '../stages/resource.ts';
import { hide, isSecretIn, type Masker, maskJson } from './mask.ts';
import { maskerFor } from './maskers.ts';
import { NOTHING_SECRET, type SecretKeys } from './secret-keys.ts';

/** The findings with both values masked where they are, or hold, secrets. A path ends at the mask: inside is nothing. */
export function maskFindings(
  resource: Resource,
  findings: readonly Finding[],
  isSecret: SecretKeys,
): readonly Finding[] {
  if (isSecret === NOTHING_SECRET || findings.length === 0) return findings;
  const documents = documentsOf(resource).map(({ tree }) => tree);
  const { isTelling } = maskerFor(isSecret, documents);
  const parsed = readOnce();
  return findings.map((finding) =>
    maskFinding(resource, finding, { isSecret, isTelling, hidden: new Map() }, parsed),
  );
}

/** What a text holds, or a value that is no text as it is. */
type Parsed = (value: Json | undefined) => Json | undefined;

/** All findings of a resource lead into the same few texts: reading them for each would take the square of their number. */
function readOnce(): Parsed {
  const read = new Map<string, Json>();
  return (value) => {
    if (typeof value !== 'string') return value;
    const known = read.get(value) ?? jsonOrText(value);
    read.set(value, known);
    return known;
  };
}

function jsonOrText(text: string): Json {
  const reading = readJsonText(text);
  return 'value' in reading ? reading.value : text;
}

/** Outputs in the text of `state.heat_outputs` have pointers as if they were no text. */
function maskFinding(resource: Resource, finding: Finding, masker: Masker, parsed: Parsed): Finding {
  const { stages, path, expected, actual } = finding;
  const stage = stages.at(-1);
  const document = stage === undefined ? undefined : resource[stage];
  const secretPath = pathToSecret(document, path, masker.isSecret, parsed);
  const mask = (text: string | null) => maskJsonText(masker, text, secretPath !== undefined);
  return { ...finding, path: secretPath ?? path, expected: mask(expected), actual: mask(actual) };
}

function maskJsonText(masker: Masker, text: string | null, whole: boolean): string | null {
  if (text === null) return null;
  const value = jsonOrText(text);
  const masked = whole ? hide(masker, value, '') : maskJson(masker, value, '');
  return masked === value ? text : compactJson(masked);
}

/** The beginning of a pointer that ends at a secret; undefined where it leads into none. */
function pathToSecret(
  document: AnyStage | undefined,
  path: string,
  isSecret: SecretKeys,
  parsed: Parsed,
): string | undefined {
  let at: Json | undefined = document?.tree;
  let walked = '';
  for (const token of path.split('/').slice(1).map(unescapeToken)) {
    walked += pointerStep(token);
    const here = parsed(at);
    if (isObject(here) ? isSecretIn(isSecret, here, token) : isSecret(token)) return walked;
    at = isObject(here) ? here.get(token) : isList(here) ? here[Number(token)] : undefined;
  }
  return undefined;
}

function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
