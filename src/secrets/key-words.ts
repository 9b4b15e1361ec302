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
