import { refOfName } from '../../../stages/keys.ts';
import { utf8 } from '../../../store/bytes.ts';
import { NeedsFullRun } from './settings.ts';

/**
 * The resource's name behind a prefix of so many bytes; undefined where the key names none. Throws `NeedsFullRun` where
 * it is not UTF-8: text could not be turned back into that key.
 */
export function nameIn(rawKey: Uint8Array, prefixBytes: number): string | undefined {
  const name = utf8(rawKey.subarray(prefixBytes));
  if (name === undefined) throw new NeedsFullRun('a key that is not UTF-8 changed');
  return refOfName(name) === undefined ? undefined : name;
}
