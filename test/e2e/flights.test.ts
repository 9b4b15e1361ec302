/** How long a worker still holds its job is told wherever flights are. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Etcd3, type Lease } from 'etcd3';
import { PORT, PORT_ID, putPort } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { type TestFolder, testFolder } from '../support/run/since.ts';

const JOB = `modify:heat_worker:port:${PORT_ID}:3:x7k2q`;
const HELD = new RegExp(`^working since revision \\d+, lease ([1-9]\\d*) s: ${JOB}$`);

describe('a job that is held by a lease', () => {
  let etcd: TestEtcd;
  let client: Etcd3;
  let lease: Lease;
  let folder: TestFolder;
  before(async () => {
    etcd = await testEtcd();
    client = new Etcd3({ hosts: [...etcd.etcd.endpoints] });
    folder = testFolder();
    await putPort(etcd);
    await etcd.put(`/jobs/all/${JOB}`, '');
    lease = client.lease(600);
    await lease.put(`/jobs/working/${JOB}`).value('');
  });
  after(async () => {
    await lease.revoke();
    client.close();
    folder.remove();
    await etcd.stop();
  });

  async function evidence(...args: string[]): Promise<string> {
    const { stdout, stderr } = await esiState(['verify', '--settle', '0', ...args, '-o', 'ndjson'], {
      env: etcd.env,
    });
    const [flight] = stdout.split('\n').map((line) => JSON.parse(line || 'null'));
    assert.equal(flight.resource, PORT, stderr);
    assert.equal(flight.verdict, 'in_flight');
    assert.equal(flight.evidence.length, 1);
    return flight.evidence[0].text;
  }

  it('is told with the seconds left by a full run', async () => {
    const [, seconds] = HELD.exec(await evidence('--all')) ?? [];
    assert.ok(Number(seconds) <= 600);
  });

  it('… by one of a named resource', async () => {
    assert.match(await evidence(PORT), HELD);
  });

  it('… by an incremental run', async () => {
    const since = ['--all', '--since', folder.path('since')];
    assert.match(await evidence(...since), HELD);
    assert.match(await evidence(...since), HELD);
  });

  it('is told without them once nobody holds it', async () => {
    await etcd.put(`/jobs/working/${JOB}`, '');
    assert.match(await evidence('--all'), /^working since revision \d+, no lease: /);
  });
});
