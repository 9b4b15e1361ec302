/** The second look at many suspects: what it asks etcd for, at what pace, and that it ends whole or not at all. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Etcd3 } from 'etcd3';
import { type ScanOptions, verifyAll } from '../../../src/commands/verify/verify.ts';
import { StoreError } from '../../../src/errors.ts';
import { DEFAULT_PREFIXES, keyOf } from '../../../src/stages/keys.ts';
import { TooLargeError } from '../../../src/store/errors.ts';
import { readPast } from '../../../src/store/read/before.ts';
import { DEFAULT_PACE, newPace } from '../../../src/store/scan/pace.ts';
import type { RangeRequest, Source } from '../../../src/store/source.ts';
import { loadBrokenPorts } from '../../support/data/broken-ports.ts';
import { type TestEtcd, testEtcd } from '../../support/run/etcd.ts';

const MANY = 600;
const options: Omit<ScanOptions, 'pace'> = {
  listAll: false,
  failOn: 'error',
  settleMs: 1,
  allowEmpty: false,
};

interface Watching {
  readonly source: Source;
  readonly reads: (readonly RangeRequest[])[];
  atOnce: number;
}

describe('the second look at many suspects', () => {
  let etcd: TestEtcd;
  before(async () => {
    etcd = await testEtcd();
    await loadBrokenPorts(etcd, MANY);
  });
  after(() => etcd.stop());

  /** @param onRead is told each read before it is sent */
  function watching(onRead: (ranges: readonly RangeRequest[]) => void = () => undefined): Watching {
    let running = 0;
    const read: Source['read'] = async (ranges) => {
      watched.reads.push(ranges);
      onRead(ranges);
      running++;
      watched.atOnce = Math.max(watched.atOnce, running);
      try {
        return await etcd.source.read(ranges);
      } finally {
        running--;
      }
    };
    const watched: Watching = { source: { ...etcd.source, read }, reads: [], atOnce: 0 };
    return watched;
  }

  const verify = ({ source }: Watching, more: Partial<ScanOptions> = {}) =>
    verifyAll(
      { source, prefixes: DEFAULT_PREFIXES, judging: {} },
      { pace: newPace(DEFAULT_PACE), ...options, ...more },
    );

  it('reads ranges again, not key by key, where a large share is suspect', async () => {
    const watched = watching();
    const { summary } = await verify(watched);
    assert.equal(summary.broken, MANY);
    const byKey = watched.reads.flat().filter(({ to, from }) => to === undefined && isStage(from));
    // What was changed alone is proved by one key of the past: that of the stage that was written last.
    assert.equal(byKey.length, MANY / 4);
    assert.ok(watched.reads.length < 40, `${watched.reads.length} reads`);
  });

  it('asks for no more at once than the settings allow', async () => {
    const watched = watching();
    let looks = 0;
    const later = watching((ranges) => {
      if (ranges.some(({ from }) => from === DEFAULT_PREFIXES.jobs)) looks++;
      // Before the first page the keys of the three stages are counted side by side.
      if (looks < 2) later.atOnce = 0;
    });
    const pace = { ...DEFAULT_PACE, pageKeys: 20 };
    await verify(later, { pace: newPace({ ...pace, concurrency: 1 }) });
    assert.equal(looks, 2);
    assert.equal(later.atOnce, 1);
    await verify(watched, { pace: newPace({ ...pace, concurrency: 3 }) });
    assert.equal(watched.atOnce, 3);
  });

  it('ends without a result where it is stopped', async () => {
    const controller = new AbortController();
    let scans = 0;
    const watched = watching((ranges) => {
      // The pin of the scan, then that of the second look.
      if (ranges.some(({ from }) => from === DEFAULT_PREFIXES.jobs) && ++scans === 2)
        controller.abort(new StoreError('stopped after --max-duration 1s'));
    });
    await assert.rejects(
      verify(watched, { stop: controller.signal }),
      /stopped after --max-duration 1s \(\d+ of 600 resources were looked at a second time\)/,
    );
  });

  it('asks for less of the past where its values are too large for one answer', async () => {
    const looks = (await etcd.dump())
      .filter(({ key }) => key.startsWith(DEFAULT_PREFIXES.heat_stacks))
      .slice(0, 20)
      .map(({ key, modRevision }) => {
        const id = key.slice(key.lastIndexOf('/') + 1);
        return { ref: { schemaPath: 'v2.0/ports', id }, revision: modRevision };
      });
    const small: Source['read'] = (ranges) => {
      if (ranges.length > 10) throw new TooLargeError('Received message larger than max');
      return etcd.source.read(ranges);
    };
    const found = await readPast({ ...etcd.source, read: small }, DEFAULT_PREFIXES, looks);
    assert.deepEqual(
      found.map((one) => one !== 'compacted' && one.stages.heat_stacks?.key),
      looks.map(({ ref }) => keyOf(DEFAULT_PREFIXES, 'heat_stacks', ref)),
    );
  });
});

it('finds what is broken again under a name that is not UTF-8', async (t) => {
  const etcd = await testEtcd();
  t.after(() => etcd.stop());
  const client = new Etcd3({ hosts: [...etcd.etcd.endpoints] });
  t.after(() => client.close());
  for (const [id, value] of [
    ['ab\xff', '{'],
    ['ab\xfe', '{"error": "", "state": {"worker_state": "READ_COMPLETE"}, "version": 1}'],
    ['abc', '{'],
  ] as const)
    await client.kv.put({ key: Buffer.from(`/state/v2.0/plans/${id}`, 'latin1'), value: Buffer.from(value) });
  const context = { source: etcd.source, prefixes: DEFAULT_PREFIXES, judging: {} };
  const { summary } = await verifyAll(context, { ...options, pace: newPace(DEFAULT_PACE) });
  assert.deepEqual(summary.verdicts, { broken: 2, stackless: 1 });
});

describe('a name that is not UTF-8', () => {
  const HEALTHY = '{"error": "", "state": {"worker_state": "READ_COMPLETE"}, "version": 1}';
  let etcd: TestEtcd;
  let client: Etcd3;
  before(async () => {
    etcd = await testEtcd();
    client = new Etcd3({ hosts: [...etcd.etcd.endpoints] });
  });
  after(async () => {
    client.close();
    await etcd.stop();
  });
  const raw = (key: string) => Buffer.from(key, 'latin1');
  const put = (key: string, value: string) => client.kv.put({ key: raw(key), value: Buffer.from(value) });

  /** What verify finds where this happens between the scan and the second look. */
  async function verdictsAfter(
    meanwhile: () => Promise<unknown>,
    { many = false } = {},
  ): Promise<{ verdicts: object; broken: string[] }> {
    let pins = 0;
    const read: Source['read'] = async (ranges) => {
      if (ranges.some(({ from }) => from === DEFAULT_PREFIXES.jobs) && ++pins === 2) await meanwhile();
      return etcd.source.read(ranges);
    };
    const context = { source: { ...etcd.source, read }, prefixes: DEFAULT_PREFIXES, judging: {} };
    const { summary, resources } = await verifyAll(context, { ...options, pace: newPace(DEFAULT_PACE) });
    assert.equal(pins > 1, true, 'there was no second look');
    if (many) assert.equal(resources.length > 500, true);
    const broken = resources.filter(({ verdict }) => verdict === 'broken').map(({ ref }) => ref.id);
    return { verdicts: summary.verdicts, broken };
  }

  async function clear(): Promise<void> {
    const everything = Buffer.of(0);
    await client.kv.deleteRange({ key: everything, range_end: everything });
  }

  it('is looked at again: what a worker writes in between is not called broken, nor is what is gone', async () => {
    await clear();
    await put('/state/v2.0/plans/ab\xff', '{');
    await put('/state/v2.0/plans/ab\xfe', '{');
    await put('/state/v2.0/plans/ab\xfd', '{');
    const { verdicts, broken } = await verdictsAfter(async () => {
      await put('/state/v2.0/plans/ab\xff', HEALTHY);
      await client.kv.deleteRange({ key: raw('/state/v2.0/plans/ab\xfd') });
    });
    assert.deepEqual(verdicts, { broken: 1, stackless: 1 });
    assert.deepEqual(broken, ['ab\ufffd']);
  });

  it('is not mixed up with one that is, and reads as it does', async () => {
    await clear();
    await put('/state/v2.0/plans/ab\xff', '{');
    await etcd.put('/state/v2.0/plans/ab\ufffd', HEALTHY);
    await put('/state/v2.0/plans/cd\xff', HEALTHY);
    await etcd.put('/state/v2.0/plans/cd\ufffd', '{');
    const { verdicts } = await verdictsAfter(async () => undefined);
    assert.deepEqual(verdicts, { broken: 2, stackless: 2 });
  });

  it('is excused by a job of the very same bytes alone', async () => {
    await clear();
    const heat = '{"id": "port:x", "output": [], "stack_id": "", "stack_status": "CREATE_IN_PROGRESS"}';
    await put('/esi-worker/heat_stacks/v2.0/ports/ab\xff', heat);
    const stale = (await verdictsAfter(async () => undefined)).verdicts;
    assert.deepEqual(stale, { broken: 1 });
    await put('/jobs/working/create:heat_worker:port:ab\xfe:1:abcde', '');
    await etcd.put('/jobs/working/create:heat_worker:port:ab\ufffd:1:abcde', '');
    const { broken } = await verdictsAfter(async () => undefined);
    assert.deepEqual(broken, ['ab\ufffd']);
  });

  it('is found again among many, once each', async () => {
    await clear();
    for (let i = 0; i < 520; i++) await put(`/state/v2.0/plans/${i}\xff`, '{');
    for (const last of ['\xfc', '\xfd', '\xfe', '\xff']) await put(`/state/v2.0/plans/same${last}`, '{');
    const { verdicts } = await verdictsAfter(
      () =>
        Promise.all([put('/state/v2.0/plans/same\xfd', HEALTHY), put('/state/v2.0/plans/3\xff', HEALTHY)]),
      { many: true },
    );
    assert.deepEqual(verdicts, { broken: 522, stackless: 2 });
  });
});

function isStage(from: string | Uint8Array): boolean {
  const { heat_stacks, job_state, state } = DEFAULT_PREFIXES;
  return [heat_stacks, job_state, state].some((prefix) => Buffer.from(from).toString().startsWith(prefix));
}
