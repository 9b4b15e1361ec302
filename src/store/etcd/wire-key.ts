/** KeyValue. Field numbers are those of etcd's api/mvccpb/kv.proto. */
import {
  KEY_FROM,
  KEY_TO,
  OFFSETS,
  type PackedKeys,
  VALUE_FROM,
  VALUE_TO,
  viewOf,
  WHOLE_FROM,
  WHOLE_TO,
} from '../../stages/packed.ts';
import type { StoredKey } from '../source.ts';
import { bytesTag, numberTag, passBytes, readBigInt, readNumber, skipField } from './wire.ts';

// Of this module: an imported constant is a call in the bundle, which each key of a scan would pay for.
const [keyFrom, keyTo, valueFrom, valueTo] = [KEY_FROM, KEY_TO, VALUE_FROM, VALUE_TO];
const [wholeFrom, wholeTo] = [WHOLE_FROM, WHOLE_TO];

const KEY = bytesTag(1);
const CREATE_REVISION = numberTag(2);
const MOD_REVISION = numberTag(3);
const VERSION = numberTag(4);
const VALUE = bytesTag(5);
const LEASE = numberTag(6);

/**
 * Notes where the parts of the key that lies from `from` up to `end` are, from the given place on. Throws `RangeError`
 * where a field reaches behind it. The numbers are passed over without being read: most keys of a scan are looked at
 * once, and nobody asks for theirs.
 */
export function placeKey(bytes: Buffer, from: number, end: number, places: Int32Array, place: number): void {
  places[place + keyFrom] = 0;
  places[place + keyTo] = 0;
  places[place + valueFrom] = 0;
  places[place + valueTo] = 0;
  places[place + wholeFrom] = from;
  places[place + wholeTo] = end;
  for (let at = from; at < end; ) {
    const tag = bytes[at];
    const isNumber = tag === CREATE_REVISION || tag === MOD_REVISION || tag === VERSION;
    at = isNumber ? behindNumber(bytes, at + 1, end) : placeField(bytes, at, end, places, place);
  }
}

function behindNumber(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] as number) >= 0x80) at++;
  if (at >= end) throw new RangeError('the message ends inside a field');
  return at + 1;
}

function placeField(bytes: Buffer, at: number, end: number, places: Int32Array, place: number): number {
  const cursor = { bytes, at, end };
  const tag = readNumber(cursor);
  if (tag === KEY) {
    places[place + keyFrom] = passBytes(cursor);
    places[place + keyTo] = cursor.at;
  } else if (tag === VALUE) {
    places[place + valueFrom] = passBytes(cursor);
    places[place + valueTo] = cursor.at;
  } else skipField(cursor, tag);
  return cursor.at;
}

/** The keys that were placed, each made when it is asked for. */
export function packedKeys(bytes: Buffer, places: Int32Array): PackedKeys<StoredKey> {
  const entry = (n: number) => new WireKey(bytes, places, n * OFFSETS);
  return { bytes, view: viewOf(bytes), offsets: places, length: places.length / OFFSETS, entry };
}

/** A key where it lies in an answer, which it keeps in memory. A view or a text of it is made when it is asked for. */
class WireKey implements StoredKey {
  readonly #answer: Buffer;
  readonly #places: Int32Array;
  readonly #place: number;
  createRevision = 0;
  modRevision = 0;
  version = 0;
  leaseId = '0';

  constructor(answer: Buffer, places: Int32Array, place: number) {
    this.#answer = answer;
    this.#places = places;
    this.#place = place;
    const cursor = { bytes: answer, at: this.#at(wholeFrom), end: this.#at(wholeTo) };
    while (cursor.at < cursor.end) {
      const tag = readNumber(cursor);
      if (tag === CREATE_REVISION) this.createRevision = readNumber(cursor);
      else if (tag === MOD_REVISION) this.modRevision = readNumber(cursor);
      else if (tag === VERSION) this.version = readNumber(cursor);
      else if (tag === LEASE) this.leaseId = BigInt.asIntN(64, readBigInt(cursor)).toString();
      else skipField(cursor, tag);
    }
  }

  get key(): string {
    return this.#answer.toString('utf8', this.#at(keyFrom), this.#at(keyTo));
  }

  get rawKey(): Uint8Array {
    return this.#answer.subarray(this.#at(keyFrom), this.#at(keyTo));
  }

  get value(): Uint8Array {
    return this.#answer.subarray(this.#at(valueFrom), this.#at(valueTo));
  }

  #at(what: number): number {
    return this.#places[this.#place + what] as number;
  }
}
