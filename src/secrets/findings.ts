import type { Finding } from '../judge/finding.ts';
import { isList, isObject, type Json, pointerStep } from '../stages/json.ts';
import { readJsonText } from '../stages/json-read.ts';
import { compactJson } from '../stages/json-write.ts';
import { type AnyStage, documentsOf, type Resource } from '../stages/resource.ts';
import { hide, isSecretIn, type Masker, maskJson, maskKey, maskSentence, newMasker } from './mask.ts';
import { maskerFor } from './maskers.ts';
import { NOTHING_SECRET, type SecretKeys } from './secret-keys.ts';

/** What was said of a resource, as it may be shown. */
export interface Said {
  readonly findings: readonly Finding[];
  readonly reason: string;
}

/**
 * The findings with both values masked where they are, or hold, secrets; a path ends at the mask: inside is nothing.
 * Messages and the reason, which may quote a status or an output's key, likewise.
 */
export function maskSaid(resource: Resource, said: Said, isSecret: SecretKeys): Said {
  const { findings, reason } = said;
  if (isSecret === NOTHING_SECRET || findings.length === 0) return said;
  const documents = documentsOf(resource).map(({ tree }) => tree);
  const masker = maskerFor(isSecret, documents);
  const parsed = readOnce();
  return {
    findings: findings.map((finding) => maskFinding(resource, finding, newMasker(masker), parsed)),
    reason: maskSentence(masker, reason),
  };
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
  const { shown, isInSecret } = maskPath(document, path, masker, parsed);
  const mask = (text: string | null) => maskJsonText(masker, text, isInSecret);
  const message = maskSentence(newMasker(masker), finding.message);
  return { ...finding, message, path: shown, expected: mask(expected), actual: mask(actual) };
}

function maskJsonText(masker: Masker, text: string | null, whole: boolean): string | null {
  if (text === null) return null;
  const value = jsonOrText(text);
  const masked = whole ? hide(masker, value, '') : maskJson(masker, value, '');
  return masked === value ? text : compactJson(masked);
}

/** A pointer up to a secret, its tokens masked as the keys are that they name. */
function maskPath(document: AnyStage | undefined, path: string, masker: Masker, parsed: Parsed) {
  let at: Json | undefined = document?.tree;
  let shown = '';
  for (const token of path.split('/').slice(1).map(unescapeToken)) {
    shown += pointerStep(maskKey(masker, token));
    const here = parsed(at);
    if (isObject(here) ? isSecretIn(masker.isSecret, here, token) : masker.isSecret(token))
      return { shown, isInSecret: true };
    at = isObject(here) ? here.get(token) : isList(here) ? here[Number(token)] : undefined;
  }
  return { shown, isInSecret: false };
}

function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
