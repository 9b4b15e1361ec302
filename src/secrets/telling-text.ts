/**
 * Texts that are no JSON: prose, another format, or documents that were cut short. No key can be taken from them with
 * certainty, so one that seems to tell a secret is hidden whole.
 */
import { unescaped } from './decoded.ts';
import type { SecretKeys } from './secret-keys.ts';

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
