import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { DEFAULT_PREFIXES } from '../../../src/stages/keys.ts';
import { readByName } from '../../../src/store/read/by-name.ts';
import type { Source } from '../../../src/store/source.ts';
import { type TestEtcd, testEtcd } from '../../support/run/etcd.ts';

const ref = (id: string) => ({ schemaPath: 'v2.0/ports', id });

describe('resources that are named', () => {
  let etcd: TestEtcd;
  before(async () => {
    etcd = await testEtcd();
  });
  after(() => etcd.stop());
  beforeEach(async () => {
    await etcd.clear();
    await etcd.put('/state/v2.0/ports/a', '{}');
    await etcd.put('/state/v2.0/ports/b', '{}');
  });

  const read = async (...ids: string[]) =>
    readByName({ source: etcd.source, prefixes: DEFAULT_PREFIXES }, ids.map(ref));

  it('know whether /config is empty altogether, whoever has none', async () => {
    assert.deepEqual(
      (await read('a', 'b')).map(({ configEmpty }) => configEmpty),
      [true, true],
    );
    await etcd.put('/config/v2.0/ports/b', '{}');
    assert.deepEqual(
      (await read('a', 'b')).map(({ configEmpty }) => configEmpty),
      [false, false],
    );
    assert.deepEqual(
      (await read('a')).map(({ configEmpty }) => configEmpty),
      [false],
    );
  });

  it('know it though their revision is compacted away meanwhile', async () => {
    let reads = 0;
    const source: Source = {
      ...etcd.source,
      read: async (ranges) => {
        if (++reads === 2) {
          const revision = String(await etcd.put('/elsewhere', 'x'));
          const body = JSON.stringify({ revision });
          await fetch(`${etcd.etcd.endpoint}/v3/kv/compaction`, { method: 'POST', body });
        }
        return etcd.source.read(ranges);
      },
    };
    const [a] = await readByName({ source, prefixes: DEFAULT_PREFIXES }, [ref('a')]);
    assert.equal(a?.configEmpty, true);
    assert.equal(reads, 3);
  });

  it('are absent without any key, with the jobs that name them', async () => {
    await etcd.put('/jobs/all/create:heat_worker:port:c:1:x', '');
    const [c] = await read('c');
    assert.deepEqual(c?.stages, {});
    assert.deepEqual(
      c?.jobs.map(({ id }) => id),
      ['c'],
    );
  });
});
