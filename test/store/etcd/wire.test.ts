import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeTimeToLive, decodeToken } from '../../../src/store/etcd/decode.ts';
import { decodeRange, decodeRanges } from '../../../src/store/etcd/decode-range.ts';
import {
  bytesField,
  encodeLogin,
  encodeRange,
  encodeRanges,
  encodeTimeToLive,
  messageField,
  numberField,
} from '../../../src/store/etcd/encode.ts';
import { cursorOf, readBigInt, readNumber } from '../../../src/store/etcd/wire.ts';

import type { RangeResult, StoredKey } from '../../../src/store/source.ts';

interface Made {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  readonly lease: bigint;
}

/** A field of every wire type that etcd may come to send. */
const UNKNOWN = Buffer.concat([
  numberField(99, 2n ** 64n - 1n),
  messageField(98, Buffer.from('later')),
  // Field 15 as 64 bits, field 14 as 32.
  Buffer.from([(15 << 3) | 1, 1, 2, 3, 4, 5, 6, 7, 8]),
  Buffer.from([(14 << 3) | 5, 1, 2, 3, 4]),
]);

const HEADER = Buffer.concat([numberField(1, 2n ** 64n - 2n), numberField(2, 7), numberField(3, 1234)]);

function keyValue(made: Made): Buffer {
  return Buffer.concat([
    bytesField(1, made.key),
    numberField(2, made.createRevision),
    numberField(3, made.modRevision),
    numberField(4, made.version),
    bytesField(5, made.value),
    numberField(6, made.lease),
  ]);
}

function rangeAnswer(keys: readonly Made[], more: boolean, count: number): Buffer {
  const kvs = keys.map((made) => messageField(2, keyValue(made)));
  return Buffer.concat([messageField(1, HEADER), ...kvs, numberField(3, more), numberField(4, count)]);
}

const number = fc.oneof(fc.nat(), fc.maxSafeNat());
const made: fc.Arbitrary<Made> = fc.record(
  {
    key: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    value: fc.uint8Array({ maxLength: 300 }),
    createRevision: number,
    modRevision: number,
    version: number,
    lease: fc.bigInt(0n, 2n ** 63n - 1n),
  },
  { noNullPrototype: true },
);

/** Without where it lies in the answer. */
function told({ placed: _places, keys, ...result }: RangeResult) {
  return { ...result, keys: keys.map(toldOfKey) };
}

function toldOfKey({ key, rawKey, value, modRevision, createRevision, version, leaseId }: StoredKey) {
  return { key, rawKey, value, modRevision, createRevision, version, leaseId };
}

test('whatever keys an answer holds are read, from a range and from a transaction', () => {
  fc.assert(
    fc.property(fc.array(made, { maxLength: 5 }), fc.boolean(), number, (keys, more, count) => {
      const answer = rangeAnswer(keys, more, count);
      const { header, value } = decodeRange(answer);
      assert.deepEqual(header, { clusterId: 2n ** 64n - 2n, memberId: 7n, revision: 1234 });
      assert.deepEqual([value.more, value.count], [more, count]);
      assert.deepEqual(
        value.keys.map(toldOfKey).map(({ rawKey, value, leaseId, key: _text, ...numbers }) => ({
          key: new Uint8Array(rawKey),
          value: new Uint8Array(value),
          lease: BigInt(leaseId),
          ...numbers,
        })),
        keys,
      );
      const operation = messageField(3, messageField(1, answer));
      const whole = Buffer.concat([messageField(1, HEADER), numberField(2, true), operation, operation]);
      const twice = decodeRanges(whole);
      assert.deepEqual(twice.header, header);
      assert.deepEqual(twice.value.map(told), [told(value), told(value)]);
    }),
  );
});

test('what a newer server adds is passed over', () => {
  const known = rangeAnswer([], true, 3);
  const [newer, older] = [Buffer.concat([UNKNOWN, known, UNKNOWN]), known].map(decodeRange);
  assert.ok(newer !== undefined && older !== undefined);
  assert.deepEqual(newer.header, older.header);
  assert.deepEqual(told(newer.value), { ...told(older.value), bytes: known.length + 2 * UNKNOWN.length });
});

test('an answer that was cut off is an error, never fewer keys', () => {
  const key = { createRevision: 1, modRevision: 2, version: 1, lease: 0n };
  const part = keyValue({ ...key, key: Buffer.from('/k'), value: Buffer.from('value') });
  const answer = messageField(2, part);
  for (let length = 1; length < answer.length; length += 1)
    assert.throws(() => decodeRange(answer.subarray(0, length)), RangeError, String(length));
  // The length inside may lie as well.
  const lying = Buffer.from(answer);
  lying[1] = part.length + 1;
  assert.throws(() => decodeRange(lying), RangeError);
  assert.throws(() => decodeRanges(messageField(3, messageField(2, answer))), RangeError);
  assert.throws(() => decodeRange(Buffer.from([7])), RangeError);
});

test('numbers are exact or refused', () => {
  const wire = (value: bigint | number) => cursorOf(numberField(1, value).subarray(1));
  for (const value of [1, 127, 128, 2 ** 32, Number.MAX_SAFE_INTEGER])
    assert.equal(readNumber(wire(value)), value);
  assert.throws(() => readNumber(wire(2n ** 53n)), RangeError);
  for (const value of [1n, 2n ** 63n, 2n ** 64n - 1n]) assert.equal(readBigInt(wire(value)), value);
  assert.throws(() => readBigInt(cursorOf(Buffer.alloc(11, 0xff))), RangeError);
  assert.equal(decodeTimeToLive(Buffer.concat([messageField(1, HEADER), numberField(3, -1)])).value, -1);
});

test('requests are what the protocol says', () => {
  const hex = (bytes: Buffer) => bytes.toString('hex');
  assert.equal(hex(encodeRange({ from: 'a' })), '0a0161');
  const all = { limit: 300, revision: 5, serializable: true, keysOnly: true, countOnly: true };
  const range = { from: 'a', to: Buffer.from('b'), ...all, minModRevision: 9 };
  assert.equal(hex(encodeRange(range)), '0a016112016218ac0220053801400148015009');
  assert.equal(hex(encodeRanges([{ from: 'a' }, { from: 'b' }])), '12050a030a016112050a030a0162');
  assert.equal(hex(encodeTimeToLive('7587848943239472647')), hex(numberField(1, 7587848943239472647n)));
  assert.equal(hex(encodeLogin('u', 'p')), '0a0175120170');
  assert.equal(decodeToken(Buffer.concat([messageField(1, HEADER), bytesField(2, 'ü.1')])), 'ü.1');
});
