/** Invisible characters would hide a word from the eye of this module, not from that of a reader. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** `userToken` and `APIKey` are two words each. */
const CAMEL = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu;

/** The words of a key in snake, kebab or camel case, in small letters: `ssh-privateKey` is `ssh private key`. */
export function wordsOf(key: string): string[] {
  const apart = key.normalize('NFKC').replace(INVISIBLE, '').replace(CAMEL, ' ');
  return apart
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
