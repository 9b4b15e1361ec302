/** Which job keys nobody holds: only two looks tell, and what comes or goes between them is never told of. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { isStuck } from '../../src/judge/finding.ts';
import { type Context, judgeSnapshot } from '../../src/judging/judging.ts';
import { lookTwice } from '../../src/judging/second-look.ts';
import { DEFAULT_PREFIXES } from '../../src/stages/keys.ts';
import { readByName } from '../../src/store/read/by-name.ts';
import { DEFAULT_PACE, newPace } from '../../src/store/scan/pace.ts';
import { PORT_ID, putPort } from '../support/data/port.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';

const JOB = `modify:heat_worker:port:${PORT_ID}:3:x7k2q`;
const CREATE = 'create:heat_worker:port:0a11c2d9:1:x7k2q';
const REFS = [
  { schemaPath: 'v2.0/ports', id: PORT_ID },
  { schemaPath: 'v2.0/ports', id: '0a11c2d9' },
];

describe('a job key that nobody holds', () => {
  let etcd: TestEtcd;
  let context: Context;
  before(async () => {
    etcd = await testEtcd();
    context = { source: etcd.source, prefixes: DEFAULT_PREFIXES, judging: {} };
  });
  after(() => etcd.stop());
  beforeEach(async () => {
    for (const folder of ['all', 'ready', 'finished'])
      for (const job of [JOB, CREATE]) await drop(`/jobs/${folder}/${job}`);
    await putPort(etcd);
  });

  const drop = (key: string) => etcd.source.commit([], [{ delete: key }]);
  const put = (key: string) => etcd.put(key, '');

  /** What is told at the end, where these things happen in the pauses. */
  async function told(meanwhile: readonly (() => Promise<unknown>)[], pauseMs = 2000) {
    const looks = (await readByName(context, REFS)).map((one) => judgeSnapshot(one, context.judging));
    let pauses = 0;
    const sleep = async () => {
      await meanwhile[pauses++]?.();
    };
    const clock = { now: () => 0, random: () => 0, sleep };
    const found = await lookTwice(context, looks, { pauseMs, pace: newPace(DEFAULT_PACE), clock });
    const one = found.map((judged) => {
      const { verdict, evidence, findings } = judged;
      return [
        isStuck(judged) ? 'stuck' : verdict,
        evidence.map(({ phase }) => phase).join(),
        findings.map(({ rule }) => rule).join(),
      ].join(' ');
    });
    return { port: one[0], created: one[1], pauses };
  }

  it('is told where it is the same at two looks', async () => {
    await put(`/jobs/all/${JOB}`);
    assert.deepEqual((await told([])).port, 'settled unheld unheld-job');
    await put(`/jobs/finished/${JOB}`);
    const { port, pauses } = await told([]);
    assert.deepEqual([port, pauses], ['settled unheld unheld-job', 1]);
  });

  it('is not asked for at one look, nor at two that are less than two seconds apart', async () => {
    await put(`/jobs/all/${JOB}`);
    assert.deepEqual(await told([], 0), { port: 'settled finishing ', created: 'settled  ', pauses: 0 });
    assert.equal((await told([], 1999)).port, 'settled finishing ');
  });

  it('is not told of a job that ends meanwhile', async () => {
    await put(`/jobs/all/${JOB}`);
    await put(`/jobs/finished/${JOB}`);
    const end = [() => drop(`/jobs/all/${JOB}`), () => drop(`/jobs/finished/${JOB}`)];
    assert.deepEqual((await told(end)).port, 'settled  ');
    await put(`/jobs/all/${JOB}`);
    assert.deepEqual((await told([() => drop(`/jobs/all/${JOB}`)])).port, 'settled  ');
  });

  it('is not told of a job that is queued meanwhile', async () => {
    await put(`/jobs/all/${JOB}`);
    const { port, pauses } = await told([() => put(`/jobs/ready/${JOB}`)]);
    assert.deepEqual([port, pauses], ['in_flight ready ', 1]);
  });

  it('is looked at once more where it was written meanwhile', async () => {
    await put(`/jobs/all/${JOB}`);
    const { port, pauses } = await told([() => put(`/jobs/all/${JOB}`)]);
    assert.deepEqual([port, pauses], ['settled unheld unheld-job', 2]);
    const again = () => put(`/jobs/all/${JOB}`);
    assert.deepEqual(await told([again, again, again]), {
      ...{ port: 'settled finishing ', created: 'settled  ', pauses: 3 },
    });
  });

  it('is told though a stage was written meanwhile', async () => {
    await put(`/jobs/all/${JOB}`);
    assert.equal((await told([() => putPort(etcd)])).port, 'settled unheld unheld-job');
  });

  it('makes a create that never began stuck, and what is broken no less so', async () => {
    await etcd.put(
      '/config/v2.0/ports/0a11c2d9',
      '{"body": "{}", "marked_for_deletion": false, "version": 1}',
    );
    await put(`/jobs/all/${CREATE}`);
    await put(`/jobs/all/${JOB}`);
    await etcd.put(`/esi-worker/job_state/v2.0/ports/${PORT_ID}`, '{}');
    const { port, created } = await told([]);
    assert.equal(port, 'broken unheld abandoned-job,unheld-job');
    assert.equal(created, 'stuck unheld unheld-job');
    await drop(`/esi-worker/job_state/v2.0/ports/${PORT_ID}`);
  });

  it('hides no version that was lowered by hand', async () => {
    const key = `/state/v2.0/ports/${PORT_ID}`;
    const [range] = (await etcd.source.read([{ from: key }])).ranges;
    const lowered = Buffer.from(range?.keys[0]?.value ?? '')
      .toString()
      .replace(/"version": \d+/, '"version": 1');
    await etcd.put(key, lowered);
    assert.deepEqual((await told([])).port, 'broken queued version-lowered');
    await put(`/jobs/ready/${JOB}`);
    assert.deepEqual((await told([])).port, 'in_flight ready ');
    await drop(`/jobs/ready/${JOB}`);
    await etcd.put(key, lowered);
    assert.deepEqual((await told([])).port, 'in_flight queued ', 'what was there before is no higher');
  });
});
