/** What changed between two revisions, as etcd's watch tells it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Change, Write } from '../../../src/store/source.ts';
import { openSource } from '../../support/run/connections.ts';
import { type TestEtcd, testEtcd } from '../../support/run/etcd.ts';
import { admin, demandLogin, PASSWORD } from '../../support/run/users.ts';

let etcd: TestEtcd;
before(async () => {
  etcd = await testEtcd();
});
after(() => etcd.stop());

const put = (key: string, value = ''): Write => ({ put: key, value: Buffer.from(value), keepLease: false });
const revisionNow = async () => (await etcd.source.read([{ from: 'x' }])).revision;
const commit = async (...writes: Write[]) => (await etcd.source.commit([], writes)).revision;
const text = ({ rawKey, deleted, modRevision, createRevision }: Change) =>
  `${deleted ? '-' : '+'}${Buffer.from(rawKey)}@${modRevision} of ${createRevision}`;

test('all that was written and deleted, in order, of these revisions and no other', async () => {
  await commit(put('/before'));
  const first = await commit(put('/a'), put('/b'));
  await commit(put('/a', 'again'), { delete: '/b' });
  await commit({ delete: '/not-there' });
  const last = await commit(put('/b', 'anew'));
  await commit(put('/behind'));
  const changes = await etcd.source.changesBetween(first, last);
  assert.deepEqual(changes?.map(text), [
    `+/a@${first} of ${first}`,
    `+/b@${first} of ${first}`,
    `+/a@${first + 1} of ${first}`,
    `-/b@${first + 1} of 0`,
    `+/b@${last} of ${last}`,
  ]);
});

test('thousands of old revisions, some of many changes, all of them', async () => {
  const first = (await revisionNow()) + 1;
  const wanted: string[] = [];
  for (let n = 0; n < 2500; n++) {
    const keys = Array.from({ length: n % 50 === 0 ? 100 : 1 }, (_, i) => `/many/${n}/${i}`);
    wanted.push(...keys);
    await commit(...keys.map((key) => put(key)));
  }
  const changes = await etcd.source.changesBetween(first, await revisionNow());
  assert.deepEqual(
    changes?.map(({ rawKey }) => Buffer.from(rawKey).toString()),
    wanted,
  );
});

test('not told where it is too much, or where a revision is compacted', async () => {
  const first = (await revisionNow()) + 1;
  for (let n = 0; n < 20; n++) await commit(put('/large', 'x'.repeat(1_000_000)));
  const last = await revisionNow();
  assert.equal(await etcd.source.changesBetween(first, last), undefined);
  assert.equal((await etcd.source.changesBetween(last, last))?.length, 1);
  const client = admin(etcd.etcd.endpoint, false);
  await client.kv.compact({ revision: String(last) });
  client.close();
  assert.equal(await etcd.source.changesBetween(last - 1, last), undefined);
});

test('not told to a user who may not read every key', async (t) => {
  const own = await testEtcd();
  t.after(() => own.stop());
  await own.put('/state/a', 'x');
  await demandLogin(own.etcd.endpoint, { reader: { '/state/': 'Read' } });
  const asReader = openSource(t, [own.etcd.endpoint], { user: 'reader', password: PASSWORD });
  const { revision } = await asReader.read([{ from: '/state/a' }]);
  assert.equal(await asReader.changesBetween(revision, revision), undefined);
  const asRoot = openSource(t, [own.etcd.endpoint], { user: 'root', password: PASSWORD });
  assert.equal((await asRoot.changesBetween(revision, revision))?.length, 1);
});
