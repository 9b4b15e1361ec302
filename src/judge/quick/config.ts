import type { Part } from '../../stages/placed.ts';
import { digitsBefore, ELSEWHERE, numberBetween } from './bytes.ts';
import { knownText, liesAt } from './same.ts';

const NAME = knownText(', "version": ');
const LENGTH = NAME.bytes.length;
const CLOSE = 0x7d;

/** The place of the number that is the last value of an object which ends here, as its writer writes it. */
export function versionPlace({ bytes, from, to }: Part): number {
  return bytes[to - 1] === CLOSE ? digitsBefore(bytes, to - 1, from) : ELSEWHERE;
}

/**
 * The version of a config that ends with it, as its writer sorts the fields; `ELSEWHERE` where it ends in another way.
 * What lies before is not looked at, because nothing there could make it another version: if the text is JSON at all, its
 * last `}` closes the whole, so the number before it is the value of the outermost object's last field. The quote before
 * `version` has a space before it and no backslash, so it is not inside a string, and that is the whole name. If the text
 * is no JSON, or has that name twice, the rules know of no version: they find nothing that they would not find beside a
 * state of this very version. A property holds this against the lossless reader.
 */
export function wantedVersion(config: Part): number {
  const { bytes, view, from, to } = config;
  const place = versionPlace(config);
  const name = place - LENGTH;
  if (name < from || !liesAt(view, name, to, NAME.view, 0, LENGTH)) return ELSEWHERE;
  return numberBetween(bytes, place, to - 1);
}
