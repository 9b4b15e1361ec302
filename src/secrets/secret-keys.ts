/** Whether what stands under a key of this name is not for every eye. */

export type SecretKeys = (key: string) => boolean;

/** `--reveal`. */
export const NOTHING_SECRET: SecretKeys = () => false;

/** What a site adds to the built-in list, takes instead of it, or excepts; each as a key or the telling part of one. */
export interface SecretSettings {
  readonly also?: readonly string[];
  readonly only?: readonly string[];
  readonly never?: readonly string[];
}

/** Words, or words one behind the other, that make a key a secret's; the plural does too. */
export const SECRET_WORDS: readonly string[] = [
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'pass',
  'pwd',
  'secret',
  'token',
  'credential',
  'cred',
  'bearer',
  'jwt',
  'cookie',
  'psk',
  'otp',
  'apikey',
  'api key',
  'access key',
  'accesskey',
  'auth key',
  'authentication key',
  'encryption key',
  'md5 key',
  'master key',
  'preshared key',
  'pre shared key',
  'private key',
  'privatekey',
  'privkey',
  'session key',
  'shared key',
  'signing key',
  'community string',
  'snmp community',
];

/** Too long to be part of another word by chance: `adminpassword`. */
const UNMISTAKABLE = ['password', 'passwd', 'passphrase'];

/** These are a secret's as a whole key only: `authorization_url` is none. */
const WHOLE_KEYS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy authorization',
  'temp url sig',
  'url signature',
  'x amz signature',
  'x goog signature',
]);

/** Behind a secret's word these speak about it: `token_type`, `password_expires_at`. An ID may be the token itself. */
const ABOUT = new Set(
  'algorithm at count created date days enabled expired expires expiration expiry format length lifetime name policy required status ttl type updated'.split(
    ' ',
  ),
);

/** The built-in list with what a site says of it. Throws nothing; a phrase without letters matches no key. */
export function secretKeys({ also = [], only, never = [] }: SecretSettings = {}): SecretKeys {
  const phrases = [...(only ?? SECRET_WORDS), ...also].map(wordsOf).filter(({ length }) => length > 0);
  const harmless = new Set(never.map((key) => wordsOf(key).join(' ')));
  const unmistakable = only === undefined ? UNMISTAKABLE : [];
  const whole = only === undefined ? WHOLE_KEYS : new Set<string>();
  const known = new Map<string, boolean>();
  return (key) => {
    const told = known.get(key);
    if (told !== undefined) return told;
    const words = wordsOf(key);
    const secret =
      !harmless.has(words.join(' ')) &&
      (whole.has(words.join(' ')) ||
        phrases.some((phrase) => names(words, phrase)) ||
        runsTogether(words, unmistakable));
    if (known.size < MAX_KNOWN) known.set(key, secret);
    return secret;
  };
}

/** Real documents have some hundred keys; a hostile one must not fill the memory. */
const MAX_KNOWN = 10_000;

function names(words: readonly string[], phrase: readonly string[]): boolean {
  return words.some(
    (_, start) =>
      phrase.every((part, i) => sameWord(words[start + i] ?? '', part)) &&
      !isAbout(words.slice(start + phrase.length)),
  );
}

/** `passwords` and `token2` are the same words. */
function sameWord(word: string, wanted: string): boolean {
  if (word === wanted) return true;
  return word.startsWith(wanted) && /^s?\d*$/.test(word.slice(wanted.length));
}

function runsTogether(words: readonly string[], unmistakable: readonly string[]): boolean {
  return words.some(
    (word, i) => unmistakable.some((part) => word.includes(part)) && !isAbout(words.slice(i + 1)),
  );
}

function isAbout(rest: readonly string[]): boolean {
  return rest.length > 0 && rest.every((word) => ABOUT.has(word));
}

/** Nearly all keys are ASCII, and tables of Unicode take 2 ms to make ready. */
const ASCII = /^[ -~]*$/;

const ASCII_CAMEL = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g;

/**
 * The words of a key in snake, kebab or camel case, in small letters: `ssh-privateKey` is `ssh private key`; `userToken`
 * and `APIKey` are two words each.
 */
export function wordsOf(key: string): string[] {
  const words = ASCII.test(key)
    ? key
        .replace(ASCII_CAMEL, ' ')
        .toLowerCase()
        .split(/[^a-z0-9]+/)
    : wordsOfLetters(key);
  return words.filter((word) => word !== '');
}

/** The same for any text. Invisible characters would hide a word from the eye of this module, not from that of a reader. */
export function wordsOfLetters(key: string): string[] {
  const seen = key.normalize('NFKC').replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '');
  const apart = seen.replace(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, ' ');
  return apart.toLowerCase().split(/[^\p{L}\p{N}]+/u);
}

/** Where a site says nothing else. */
export const USUAL_SECRETS: SecretKeys = secretKeys();
