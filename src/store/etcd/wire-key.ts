/** KeyValue. Field numbers are those of etcd's api/mvccpb/kv.proto. */
import type { StoredKey } from '../source.ts';
import { type Cursor, passBytes, readBigInt, readNumber, skipField } from './wire.ts';

/**
 * A key where it lies in an answer, which it keeps in memory. A scan has hundreds of thousands of them and looks at most
 * of their bytes once, so a view or a text of them is made when it is asked for.
 */
export class WireKey implements StoredKey {
  readonly #answer: Buffer;
  #key = 0;
  #endOfKey = 0;
  #value = 0;
  #endOfValue = 0;
  createRevision = 0;
  modRevision = 0;
  version = 0;
  leaseId = '0';

  /** Reads it up to the cursor's end. Throws `RangeError` where that is inside a field. */
  constructor(cursor: Cursor) {
    this.#answer = cursor.bytes;
    while (cursor.at < cursor.end) {
      const tag = readNumber(cursor);
      // Constants, and no function for each field: this is done for each key of a scan.
      if (tag === 10) {
        this.#key = passBytes(cursor);
        this.#endOfKey = cursor.at;
      } else if (tag === 16) this.createRevision = readNumber(cursor);
      else if (tag === 24) this.modRevision = readNumber(cursor);
      else if (tag === 32) this.version = readNumber(cursor);
      else if (tag === 42) {
        this.#value = passBytes(cursor);
        this.#endOfValue = cursor.at;
      } else if (tag === 48) this.leaseId = BigInt.asIntN(64, readBigInt(cursor)).toString();
      else skipField(cursor, tag);
    }
  }

  get key(): string {
    return this.#answer.toString('utf8', this.#key, this.#endOfKey);
  }

  get rawKey(): Uint8Array {
    return this.#answer.subarray(this.#key, this.#endOfKey);
  }

  get value(): Uint8Array {
    return this.#answer.subarray(this.#value, this.#endOfValue);
  }
}
