import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DEFAULT_PREFIXES } from '../../../src/stages/keys.ts';
import { type NameRange, rangesByType } from '../../../src/store/scan/ranges.ts';
import { type TestEtcd, testEtcd } from '../../support/run/etcd.ts';

let etcd: TestEtcd;
before(async () => {
  etcd = await testEtcd();
});
after(() => etcd.stop());

const text = ({ from, to }: NameRange) => [Buffer.from(from).toString(), to && Buffer.from(to).toString()];

test('types that are found in turn, one under another, make ranges without a gap or an overlap', async () => {
  const paths = {
    heat_stacks: ['v2.0/ports/deep', 'v2.0/nets'],
    state: ['v2.0/ports', 'common/v1.0/tenants', 'v2.0/nets'],
    config: ['x', 'v2.0/ports/deep/deeper', 'v2.0'],
  } as const;
  for (const [area, all] of Object.entries(paths))
    for (const path of all)
      for (let i = 0; i < 40; i++)
        await etcd.put(`${DEFAULT_PREFIXES[area as keyof typeof paths]}${path}/${i}`, '{}');
  const turns: NameRange[][] = [];
  for await (const { ranges } of rangesByType(etcd.source, DEFAULT_PREFIXES)) turns.push([...ranges]);
  assert.equal(turns.length, 4);
  const all = turns.flat().sort((a, b) => Buffer.compare(a.from, b.from));
  assert.equal(text(all[0] as NameRange)[0], '');
  all.forEach((range, i) => {
    assert.deepEqual(range.to, all[i + 1]?.from);
  });
  assert.deepEqual(turns[0]?.map(text), [
    ['v2.0/nets/', 'v2.0/nets0'],
    ['v2.0/ports/deep/', 'v2.0/ports/deep0'],
  ]);
  assert.deepEqual(turns[1]?.filter(({ type }) => type === 'v2.0/ports').map(text), [
    ['v2.0/ports/', 'v2.0/ports/deep/'],
    ['v2.0/ports/deep0', 'v2.0/ports0'],
  ]);
});
