import { ascii, numberBefore, textBefore } from './fast-bytes.ts';

const NAME = ascii(', "version": ');
const END = ascii('}');

/**
 * The version of a config that ends with it, as its writer sorts the fields; undefined where it ends in another way.
 * What lies before is not looked at, because nothing there could make it another version: if the text is JSON at all, its
 * last `}` closes the whole, so the number before it is the value of the outermost object's last field. The quote before
 * `version` has a space before it and no backslash, so it is not inside a string, and that is the whole name. If the text
 * is no JSON, or has that name twice, the rules know of no version: they find nothing that they would not find beside a
 * state of this very version. A property holds this against the lossless reader.
 */
export function wantedVersion(bytes: Uint8Array): number | undefined {
  const version = numberBefore(bytes, textBefore(bytes, bytes.length, END));
  return version !== undefined && textBefore(bytes, version.from, NAME) >= 0 ? version.value : undefined;
}
