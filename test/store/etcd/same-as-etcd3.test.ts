/** Our own client for reads gives what the etcd3 package gives: the same random ranges, of one etcd, through both. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Etcd3, type IRangeResponse } from 'etcd3';
import fc from 'fast-check';
import type { RangeRequest, RangeResult } from '../../../src/store/source.ts';
import { type TestEtcd, testEtcd } from '../../support/run/etcd.ts';

let etcd: TestEtcd;
let package3: Etcd3;
let newest: number;

/** Short, so that many lie between two others; bytes that are no UTF-8 among them. */
const key = fc.uint8Array({ minLength: 1, maxLength: 3, min: 0x60, max: 0x64 });
const anyByte = fc.uint8Array({ minLength: 1, maxLength: 6 });

before(async () => {
  etcd = await testEtcd();
  package3 = new Etcd3({ hosts: [...etcd.etcd.endpoints] });
  const written = fc.sample(fc.oneof(key, anyByte), { numRuns: 300, seed: 7 });
  const values = fc.sample(fc.uint8Array({ maxLength: 400 }), { numRuns: 300, seed: 8 });
  const lease = package3.lease(600, { autoKeepAlive: false });
  for (const [i, one] of written.entries()) {
    const value = Buffer.from(values[i] ?? []);
    if (i % 7 === 3) await package3.delete().key(Buffer.from(one));
    else if (i % 11 === 5) await lease.put(Buffer.from(one)).value(value);
    else await package3.put(Buffer.from(one)).value(value);
  }
  newest = (await etcd.source.read([{ from: 'a', countOnly: true }])).revision;
});
after(async () => {
  package3.close();
  await etcd.stop();
});

const request = fc.record(
  {
    from: fc.oneof(key, anyByte, fc.constant(Uint8Array.of(0))),
    to: fc.oneof(key, anyByte, fc.constant(Uint8Array.of(0))),
    limit: fc.integer({ min: 1, max: 20 }),
    keysOnly: fc.boolean(),
    countOnly: fc.boolean(),
    minModRevision: fc.integer({ min: 1, max: 320 }),
    revision: fc.integer({ min: 2, max: 240 }),
    serializable: fc.boolean(),
  },
  { requiredKeys: ['from'] },
);

test('the same ranges through both are the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 5 }), async (requests) => {
      const read = await etcd.source.read(requests);
      assert.equal(read.revision, newest);
      for (const [i, one] of requests.entries()) {
        const other = await package3.kv.range(asEtcd3(one));
        assert.deepEqual(plain(read.ranges[i]), plainOfEtcd3(other));
      }
    }),
    { numRuns: 150 },
  );
});

function asEtcd3({ from, to, limit, keysOnly, countOnly, minModRevision, revision }: RangeRequest) {
  return {
    key: Buffer.from(from as Uint8Array),
    ...(to === undefined ? {} : { range_end: Buffer.from(to as Uint8Array) }),
    ...(limit === undefined ? {} : { limit }),
    ...(revision === undefined ? {} : { revision }),
    ...(minModRevision === undefined ? {} : { min_mod_revision: minModRevision }),
    keys_only: keysOnly ?? false,
    count_only: countOnly ?? false,
  };
}

function plain(result: RangeResult | undefined) {
  return {
    more: result?.more,
    count: result?.count,
    keys: result?.keys.map(({ rawKey, value, modRevision, createRevision, version, leaseId }) => [
      Buffer.from(rawKey).toString('hex'),
      Buffer.from(value).toString('hex'),
      ...[modRevision, createRevision, version].map(String),
      leaseId,
    ]),
  };
}

function plainOfEtcd3({ kvs, more, count }: IRangeResponse) {
  return {
    more,
    count: Number(count),
    keys: kvs.map(({ key: name, value, mod_revision, create_revision, version, lease }) => [
      name.toString('hex'),
      value.toString('hex'),
      ...[mod_revision, create_revision, version],
      lease,
    ]),
  };
}
