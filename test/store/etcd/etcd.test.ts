import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Etcd3 } from 'etcd3';
import { StoreError, UnknownOutcomeError } from '../../../src/errors.ts';
import { CompactedError } from '../../../src/store/errors.ts';
import type { WritableSource } from '../../../src/store/source.ts';
import { startEtcd, type ThrowawayEtcd } from '../../../tools/throwaway-etcd/etcd.ts';
import { openSource } from '../../support/run/connections.ts';

let etcd: ThrowawayEtcd;
/** Another client, for what the source does not offer. */
let raw: Etcd3;
before(async () => {
  etcd = await startEtcd();
  raw = new Etcd3({ hosts: etcd.endpoint });
});
after(async () => {
  raw.close();
  await etcd.stop();
});

const bytes = (text: string) => Buffer.from(text);
const put = (key: string, value: string) => ({ put: key, value: bytes(value), keepLease: false });

async function textAt(source: WritableSource, key: string): Promise<string | undefined> {
  const { ranges } = await source.read([{ from: key }]);
  const value = ranges[0]?.keys[0]?.value;
  return value === undefined ? undefined : Buffer.from(value).toString();
}

test('several ranges come in their order and of one revision', async (t) => {
  const source = openSource(t, etcd.endpoints);
  const { revision } = await source.commit([], [put('/a/1', 'x'), put('/a/2', 'y'), put('/b/1', 'z')]);
  const read = await source.read([
    { from: '/b/', to: '/b0' },
    { from: '/a/', to: '/a0' },
    { from: '/nothing' },
    { from: '/a/2' },
  ]);
  assert.equal(read.revision, revision);
  assert.deepEqual(
    read.ranges.map((range) => range.keys.map((one) => one.key)),
    [['/b/1'], ['/a/1', '/a/2'], [], ['/a/2']],
  );
  const [key] = read.ranges[0]?.keys ?? [];
  assert.equal(Buffer.from(key?.value ?? []).toString(), 'z');
  const { modRevision, createRevision, version, leaseId } = key ?? {};
  assert.deepEqual(
    { modRevision, createRevision, version, leaseId },
    { modRevision: revision, createRevision: revision, version: 1, leaseId: '0' },
  );
});

test('a read can be of an older revision, each range of its own', async (t) => {
  const source = openSource(t, etcd.endpoints);
  const first = await source.commit([], [put('/old', 'one')]);
  const second = await source.commit([], [put('/old', 'two')]);
  const { revision, ranges } = await source.read([
    { from: '/old', revision: first.revision },
    { from: '/old' },
    { from: '/old', revision: first.revision - 1 },
  ]);
  assert.equal(revision, second.revision);
  assert.deepEqual(
    ranges.map((range) => range.keys.map(({ value }) => Buffer.from(value).toString())),
    [['one'], ['two'], []],
  );
});

test('a compacted revision is told with the oldest one left', async (t) => {
  const own = await startEtcd();
  t.after(() => own.stop());
  const client = new Etcd3({ hosts: own.endpoint });
  t.after(() => client.close());
  const source = openSource(t, own.endpoints);
  for (const value of ['1', '2', '3', '4']) await source.commit([], [put('/c', value)]);
  const { revision } = await source.read([{ from: '/c' }]);
  await client.kv.compact({ revision: revision - 1 });
  const asked = [{ from: '/c', revision: revision - 3 }];
  for (const ranges of [asked, [...asked, { from: '/d' }]]) {
    await assert.rejects(source.read(ranges), (error) => {
      assert.ok(error instanceof CompactedError && error instanceof StoreError);
      assert.equal(error.oldest, revision - 1);
      assert.match(
        error.message,
        new RegExp(`revision ${revision - 3} .*oldest one left is ${revision - 1}$`),
      );
      return true;
    });
  }
  assert.equal((await source.read([{ from: '/c', revision: revision - 1 }])).ranges[0]?.keys.length, 1);
});

test('a revision that is yet to come is an error of the store, no compaction', async (t) => {
  const source = openSource(t, etcd.endpoints);
  await assert.rejects(
    source.read([{ from: '/a', revision: 1_000_000 }]),
    (error) =>
      error instanceof StoreError && !(error instanceof CompactedError) && /yet to come/.test(error.message),
  );
});

test('keysOnly, countOnly, limit and minModRevision', async (t) => {
  const source = openSource(t, etcd.endpoints);
  await source.commit(
    [],
    ['1', '2', '3'].map((name) => put(`/page/${name}`, name)),
  );
  const { revision } = await source.commit([], [put('/page/2', 'new')]);
  const range = { from: '/page/', to: '/page0' };
  const { ranges } = await source.read([
    { ...range, keysOnly: true },
    { ...range, countOnly: true },
    { ...range, limit: 2 },
    { ...range, limit: 3 },
    { ...range, minModRevision: revision },
  ]);
  assert.deepEqual(
    ranges.map(({ keys, more, count }) => [keys.length, more, count]),
    [
      [3, false, 3],
      [0, false, 3],
      [2, true, 3],
      [3, false, 3],
      [1, false, 3],
    ],
  );
  assert.ok(ranges[0]?.keys.every(({ value }) => value.length === 0));
  assert.equal(ranges[4]?.keys[0]?.key, '/page/2');
});

test('a member answers by itself at a revision it knows, and refuses one it does not', async (t) => {
  const source = openSource(t, etcd.endpoints);
  const { revision } = await source.commit([], [put('/alone', '1')]);
  await source.commit([], [put('/alone', '2')]);
  const pinned = { from: '/alone', revision, serializable: true };
  for (const ranges of [[pinned], [pinned, { ...pinned, from: '/none' }]]) {
    const read = await source.read(ranges);
    assert.equal(Buffer.from(read.ranges[0]?.keys[0]?.value ?? []).toString(), '1');
  }
  await assert.rejects(source.read([{ ...pinned, revision: 1_000_000 }]), /yet to come/);
});

test('keys and values may be any bytes', async (t) => {
  const source = openSource(t, etcd.endpoints);
  const key = Buffer.from([0x2f, 0x78, 0xff, 0xfe, 0x00]);
  const value = Buffer.from([0x00, 0xff, 0x80, 0x0a]);
  await raw.kv.put({ key, value });
  const { ranges } = await source.read([
    { from: key },
    { from: Buffer.from([0x2f, 0x78, 0xff]), to: Buffer.from([0x2f, 0x79]) },
  ]);
  for (const range of ranges) {
    assert.deepEqual(Buffer.from(range.keys[0]?.rawKey ?? []), key);
    assert.deepEqual(Buffer.from(range.keys[0]?.value ?? []), value);
    assert.equal(range.keys[0]?.key, '/x\ufffd\ufffd\u0000');
  }
  await source.commit(
    [],
    [{ put: '/bytes', value: new Uint8Array(value.buffer, value.byteOffset, 3), keepLease: false }],
  );
  const [kv] = (await raw.kv.range({ key: bytes('/bytes') })).kvs;
  assert.deepEqual(kv?.value, value.subarray(0, 3));
});

test('an answer far above 4 MiB is read', async (t) => {
  const source = openSource(t, etcd.endpoints, { commandTimeoutMs: 10_000 });
  const value = Buffer.alloc(1_000_000, 'v');
  for (const name of ['1', '2', '3', '4', '5', '6'])
    await source.commit([], [{ put: `/big/${name}`, value, keepLease: false }]);
  const { ranges } = await source.read([{ from: '/big/', to: '/big0' }]);
  assert.equal(ranges[0]?.keys.length, 6);
});

test('more ranges than one transaction takes are refused, 128 are not', async (t) => {
  const source = openSource(t, etcd.endpoints);
  const ranges = Array.from({ length: 128 }, (_, at) => ({ from: `/many/${at}` }));
  assert.equal((await source.read(ranges)).ranges.length, 128);
  await assert.rejects(source.read([...ranges, { from: '/x' }]), RangeError);
  await assert.rejects(source.read([]), RangeError);
});

test('the cluster ID is that which the server tells, in hexadecimal', async (t) => {
  const { header } = await raw.maintenance.status();
  const expected = BigInt(header.cluster_id).toString(16);
  const fresh = openSource(t, etcd.endpoints);
  assert.deepEqual(await fresh.identity(), { kind: 'etcd', clusterId: expected, endpoints: [etcd.endpoint] });
  await fresh.read([{ from: '/a' }]);
  assert.equal((await fresh.identity()).clusterId, expected);
});

test('a lease tells the seconds it has left', async (t) => {
  const source = openSource(t, etcd.endpoints);
  const { ID } = await raw.leaseClient.leaseGrant({ TTL: 60 });
  const left = await source.leaseSecondsLeft(ID);
  assert.ok(left !== undefined && left > 50 && left <= 60, String(left));
  await raw.leaseClient.leaseRevoke({ ID });
  assert.equal(await source.leaseSecondsLeft(ID), undefined);
});

test('a commit writes all when its guards hold and nothing when one does not', async (t) => {
  const source = openSource(t, etcd.endpoints);
  const { revision } = await source.commit([], [put('/g/1', 'a'), put('/g/2', 'a')]);
  const writes = [put('/g/1', 'b'), { delete: '/g/2' }];
  const stale = await source.commit(
    [
      { key: '/g/1', modRevision: revision },
      { key: '/g/2', modRevision: revision - 1 },
    ],
    writes,
  );
  assert.deepEqual(stale, { committed: false, revision });
  assert.equal(await textAt(source, '/g/1'), 'a');
  const done = await source.commit(
    [
      { key: '/g/1', modRevision: revision },
      { key: '/g/2', modRevision: revision },
    ],
    writes,
  );
  assert.deepEqual(done, { committed: true, revision: revision + 1 });
  assert.equal(await textAt(source, '/g/1'), 'b');
  assert.equal(await textAt(source, '/g/2'), undefined);
});

test('the guard of absence holds only while the key is absent', async (t) => {
  const source = openSource(t, etcd.endpoints);
  const guard = [{ key: '/absent', modRevision: 0 }];
  assert.equal((await source.commit(guard, [put('/absent', '1')])).committed, true);
  assert.equal((await source.commit(guard, [put('/absent', '2')])).committed, false);
  await source.commit([], [{ delete: '/absent' }]);
  assert.equal((await source.commit(guard, [put('/absent', '3')])).committed, true);
});

test('the guard of a range fails for a key written later, and only inside it', async (t) => {
  const source = openSource(t, etcd.endpoints);
  const { revision } = await source.commit([], [put('/r/1', 'a')]);
  const guard = (notAfter: number) => [{ from: '/r/', to: '/r0', notAfter }];
  const write = [put('/elsewhere', 'x')];
  assert.equal((await source.commit(guard(revision), write)).committed, true);
  assert.equal((await source.commit(guard(revision - 1), write)).committed, false);
  await source.commit([], [put('/r/2', 'b')]);
  assert.equal((await source.commit(guard(revision), write)).committed, false);
  assert.equal(
    (await source.commit([{ from: '/empty/', to: '/empty0', notAfter: 0 }], write)).committed,
    true,
  );
});

test('keepLease keeps the lease, and is refused where there is no key', async (t) => {
  const source = openSource(t, etcd.endpoints);
  const { ID } = await raw.leaseClient.leaseGrant({ TTL: 60 });
  await raw.kv.put({ key: bytes('/leased'), value: bytes('a'), lease: ID });
  const leaseOf = async () => (await source.read([{ from: '/leased' }])).ranges[0]?.keys[0]?.leaseId;
  await source.commit([], [{ put: '/leased', value: bytes('b'), keepLease: true }]);
  assert.equal(await leaseOf(), ID);
  await source.commit([], [put('/leased', 'c')]);
  assert.equal(await leaseOf(), '0');
  await assert.rejects(source.commit([], [{ put: '/none', value: bytes('b'), keepLease: true }]), StoreError);
});

test('a write that is too large is refused for sure', async (t) => {
  const source = openSource(t, etcd.endpoints);
  for (const size of [1_600_000, 6_000_000]) {
    await assert.rejects(
      source.commit([], [{ put: '/huge', value: Buffer.alloc(size), keepLease: false }]),
      (error) => error instanceof StoreError && /larger than the server takes/.test(error.message),
    );
  }
});

test('a full database is told, and a write to it counts as unknown', async (t) => {
  const full = await startEtcd({ quotaBytes: 2_000_000 });
  t.after(() => full.stop());
  const source = openSource(t, full.endpoints);
  const value = Buffer.alloc(500_000);
  const fill = async () => {
    // etcd sees the size of what it has written only with its next batch (100 ms).
    for (let at = 0; at < 200; at += 1)
      await source.commit([], [{ put: `/fill/${at}`, value, keepLease: false }]);
  };
  await assert.rejects(
    fill,
    (error) =>
      error instanceof UnknownOutcomeError &&
      /NOSPACE/.test(error.message) &&
      /disarm/.test(error.hint ?? ''),
  );
  assert.ok((await source.read([{ from: '/fill/0' }])).revision > 0);
});
