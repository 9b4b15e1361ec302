import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_PREFIXES, resourceName } from '../../../src/stages/keys.ts';
import type { Snapshot } from '../../../src/stages/snapshot.ts';
import { FutureRevisionError } from '../../../src/store/errors.ts';
import { DEFAULT_PACE, newPace, type PaceSettings } from '../../../src/store/scan/pace.ts';
import { openScan, scan, unfinishedTypes } from '../../../src/store/scan/scan.ts';
import type { Source } from '../../../src/store/source.ts';
import { type TestEtcd, testEtcd } from '../../support/run/etcd.ts';

/** Small pages and ranges, so that few keys make many of them. */
const SMALL: PaceSettings = { pageKeys: 3, concurrency: 3 };
const AREAS = ['heat_stacks', 'job_state', 'state', 'config'] as const;

describe('a scan of a real etcd', () => {
  let etcd: TestEtcd;
  before(async () => {
    etcd = await testEtcd();
  });
  after(() => etcd.stop());
  beforeEach(() => etcd.clear());

  function open(pace: PaceSettings, source: Source = etcd.source) {
    return openScan({ source, prefixes: DEFAULT_PREFIXES, pace: newPace(pace) });
  }

  async function allOf(state: Awaited<ReturnType<typeof open>>): Promise<Snapshot[]> {
    const found: Snapshot[] = [];
    for await (const batch of scan(state)) found.push(...batch);
    return found;
  }

  async function compact(): Promise<void> {
    const { revision } = await etcd.source.read([{ from: '/', countOnly: true }]);
    const body = JSON.stringify({ revision: String(revision), physical: true });
    const answer = await fetch(`${etcd.etcd.endpoint}/v3/kv/compaction`, { method: 'POST', body });
    // Another reader may have compacted further meanwhile.
    if (!answer.ok) assert.match(await answer.text(), /has been compacted/);
  }

  const name = fc.oneof(
    fc.uuid(),
    fc.stringMatching(/^[0-9a-f]{1,6}$/),
    fc.stringMatching(/^net-[0-9]{4}$/),
    fc.stringMatching(/^[!-.0-~]{1,8}$/),
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 4 })
      .filter((text) => !text.includes('/') && !/\p{Cs}/u.test(text)),
  );
  const path = fc.constantFrom(
    'v2.0/ports',
    'v2.0/ports-old',
    'v2.0/ports/deep',
    'common/v1.0/tenants',
    'v2.0/n',
    'x',
  );
  const keys = fc.uniqueArray(fc.tuple(fc.constantFrom(...AREAS), path, name), { maxLength: 60 });

  it('finds each resource once and whole, whatever the pages, ranges and names are', async () => {
    await fc.assert(
      fc
        .asyncProperty(keys, fc.integer({ min: 1, max: 7 }), async (made, pageKeys) => {
          const wanted = new Map<string, Set<string>>();
          // Names can be the same twice, and a transaction writes each key once.
          const wantedKeys = new Set(
            made.map(([area, type, id]) => `${DEFAULT_PREFIXES[area]}${type}/${id}`),
          );
          await etcd.writeAll([...wantedKeys].map((put) => ({ put, value: '{}' })));
          for (const [area, type, id] of made) {
            const areas = wanted.get(`${type}/${id}`) ?? new Set();
            wanted.set(`${type}/${id}`, areas.add(area));
          }
          for (const [resource, areas] of wanted)
            if (areas.size === 1 && areas.has('config')) wanted.delete(resource);
          const found = made.length === 0 ? [] : await allOf(await open({ pageKeys, concurrency: 2 }));
          const told = found.map((one) => [resourceName(one.ref), areasOf(one)] as const);
          assert.deepEqual(
            new Map([...told].sort()),
            new Map([...wanted].map(([id, areas]) => [id, [...areas].sort()] as const).sort()),
          );
          assert.equal(told.length, wanted.size);
        })
        .beforeEach(() => etcd.clear()),
      { numRuns: 40, seed: 20_260_101, endOnFailure: true },
    );
  });

  it('reads a large type in ranges of about a page, so that etcd counts few keys twice', async () => {
    const hex = (i: number) => createHash('sha1').update(String(i)).digest('hex');
    const ports = Array.from({ length: 400 }, (_, i) => `/state/v2.0/ports/${hex(i)}`);
    await etcd.writeAll(ports.map((put) => ({ put, value: '{}' })));
    let [counted, pages] = [0, 0];
    const source: Source = {
      ...etcd.source,
      read: async (ranges) => {
        const answer = await etcd.source.read(ranges);
        if (ranges.every(({ serializable }) => serializable)) pages++;
        for (const { count } of answer.ranges) counted += count;
        return answer;
      },
    };
    const found = await allOf(await open({ pageKeys: 30, concurrency: 2 }, source));
    assert.equal(found.length, 400);
    // To start, to find the type and for the first page all are counted, then each once.
    assert.ok(counted < 5 * 400, String(counted));
    assert.ok(pages < 50, String(pages));
  });

  async function fill(count: number): Promise<string[]> {
    const names = Array.from({ length: count }, (_, i) => `v2.0/ports/${i.toString(16).padStart(4, '0')}`);
    await etcd.writeAll(names.map((one) => ({ put: `/state/${one}`, value: `{"n": "${one}"}` })));
    return names;
  }

  it('is whole where its revision is compacted away at each batch, and tells the seams', async () => {
    const names = await fill(40);
    const state = await open(SMALL);
    const found: Snapshot[] = [];
    let compactions = 0;
    for await (const batch of scan(state)) {
      found.push(...batch);
      if (compactions++ >= 5) continue;
      await compactNewest();
    }
    assert.deepEqual(found.map(({ ref }) => resourceName(ref)).sort(), names);
    assert.ok(state.restarts.length > 0);
  });

  it('is whole where no revision lasts until it is read', async () => {
    const names = await fill(20);
    let gone = 0;
    const source: Source = {
      ...etcd.source,
      read: async (ranges) => {
        if (ranges.some(({ revision }) => revision !== undefined)) {
          gone++;
          await compactNewest();
        }
        return etcd.source.read(ranges);
      },
    };
    const state = await open(SMALL, source);
    assert.deepEqual((await allOf(state)).map(({ ref }) => resourceName(ref)).sort(), names);
    assert.deepEqual(unfinishedTypes(state), []);
    assert.ok(gone > 10);
  });

  /** So that the newest revision is gone, too, another one must follow. */
  async function compactNewest(): Promise<void> {
    await etcd.put('/elsewhere', 'x');
    await compact();
  }

  it('asks for less where the values are too large for one message', async () => {
    const large = `{"text": "${'x'.repeat(1_400_000)}"}`;
    for (let i = 0; i < 60; i++) await etcd.put(`/state/v2.0/ports/${i + 10}`, large);
    const found = await allOf(await open(DEFAULT_PACE));
    assert.equal(found.length, 60);
    assert.ok(found.every(({ stages }) => stages.state?.value.length === large.length));
  });

  it('asks the leader where a member has not seen the revision yet', async () => {
    const names = await fill(10);
    let lagging = 0;
    const source: Source = {
      ...etcd.source,
      read: async (ranges) => {
        if (ranges.every(({ serializable }) => !serializable)) return etcd.source.read(ranges);
        lagging++;
        throw new FutureRevisionError('that revision is yet to come');
      },
    };
    const found = await allOf(await open(SMALL, source));
    assert.deepEqual(found.map(({ ref }) => resourceName(ref)).sort(), names);
    assert.ok(lagging > 0);
  });

  it('reads fewer pages at once while etcd is slow', async () => {
    const pace = newPace({ ...SMALL, concurrency: 4 });
    let most = 0;
    let running = 0;
    const read = (ms: number) =>
      pace.paced(async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, ms));
        running--;
        return { result: undefined, bytes: 0 };
      });
    await Promise.all(Array.from({ length: 12 }, () => read(10)));
    assert.equal(most, 4);
    await Promise.all(Array.from({ length: 4 }, () => read(400)));
    most = 0;
    await Promise.all(Array.from({ length: 4 }, () => read(10)));
    assert.equal(most, 1);
  });

  it('keeps to a rate', async () => {
    const pace = newPace({ ...SMALL, bytesPerSecond: 1000 });
    const began = performance.now();
    for (let i = 0; i < 4; i++) await pace.paced(async () => ({ result: undefined, bytes: 100 }));
    // Three waits of 100 ms each: the fourth page starts no sooner than 300 ms after the first.
    assert.ok(performance.now() - began >= 290);
  });
});

function areasOf({ stages, config }: Snapshot): string[] {
  return [...Object.keys(stages), ...(config === undefined ? [] : ['config'])].sort();
}
