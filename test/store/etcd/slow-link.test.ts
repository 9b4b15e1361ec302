/** A link that is too slow for a page: smaller ones come in time. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_PREFIXES } from '../../../src/stages/keys.ts';
import { TooSlowError } from '../../../src/store/errors.ts';
import { refsOfTypes } from '../../../src/store/names/whole-type.ts';
import { readByName } from '../../../src/store/read/by-name.ts';
import { newPace } from '../../../src/store/scan/pace.ts';
import { openScan, scan } from '../../../src/store/scan/scan.ts';
import type { WritableSource } from '../../../src/store/source.ts';
import { openSource, slowLinkTo } from '../../support/run/connections.ts';
import { type TestEtcd, testEtcd } from '../../support/run/etcd.ts';

const MANY = 400;
const VALUE = JSON.stringify({ text: 'x'.repeat(4000) });
const BYTES_A_SECOND = 500_000;
const REFS = Array.from({ length: MANY }, (_, i) => ({
  schemaPath: 'v2.0/ports',
  id: `${String(i).padStart(8, '0')}-0000`,
}));

describe('over a slow link', () => {
  let etcd: TestEtcd;
  let source: WritableSource;
  const ends: (() => void)[] = [];
  const closing = { after: (close: () => void) => void ends.push(close) };

  before(async () => {
    etcd = await testEtcd();
    await etcd.writeAll(
      REFS.map(({ schemaPath, id }) => ({ put: `/state/${schemaPath}/${id}`, value: VALUE })),
    );
    const link = await slowLinkTo(closing, etcd.etcd.endpoints[0] ?? '', BYTES_A_SECOND);
    // All that there is takes more than three seconds.
    source = openSource(closing, [link], { commandTimeoutMs: 1500 });
  });
  after(async () => {
    for (const close of ends) close();
    await etcd.stop();
  });

  it('one read of all is too slow, and told as that', async () => {
    await assert.rejects(source.read([{ from: '/state/', to: '/state0' }]), TooSlowError);
  });

  it('a scan reads everything', async () => {
    const pace = newPace({ pageKeys: 5000, concurrency: 3 });
    const state = await openScan({ source, prefixes: DEFAULT_PREFIXES, pace });
    const names = new Set<string>();
    for await (const snapshots of scan(state)) for (const { ref } of snapshots) names.add(ref.id);
    assert.equal(names.size, MANY);
    assert.ok(pace.pageKeys < MANY, 'later pages are smaller');
  });

  it('named resources are read', async () => {
    const view = { source, prefixes: DEFAULT_PREFIXES };
    assert.equal((await refsOfTypes(view, ['v2.0/ports'], ['v2.0/ports'])).length, MANY);
    const read = await readByName({ source, prefixes: DEFAULT_PREFIXES }, REFS);
    assert.deepEqual(
      read.map(({ ref, stages }) => [ref, stages.state?.value.length]),
      REFS.map((ref) => [ref, VALUE.length]),
    );
  });
});
