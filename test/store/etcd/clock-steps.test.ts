/** A clock that is set while a request is under way (NTP does, in an incident): nothing ends early, and nothing hangs. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, it, type TestContext } from 'node:test';
import { connectivityState } from '@grpc/grpc-js';
import { reportFailure } from '../../../src/commands/verify/failure.ts';
import { StoreError } from '../../../src/errors.ts';
import { connectEtcd } from '../../../src/store/etcd/connect.ts';
import { DIALING, deadlineIn, within } from '../../../src/store/etcd/deadline.ts';
import { grpcOptions } from '../../../src/store/etcd/etcd3/call-options.ts';
import { dial } from '../../../src/store/etcd/etcd3/dial.ts';
import { askAny } from '../../../src/store/etcd/failover.ts';
import type { Member } from '../../../src/store/etcd/member.ts';
import { probeEtcd } from '../../../src/store/etcd/probe.ts';
import { type TestEtcd, testEtcd } from '../../support/run/etcd.ts';

const HOUR = 3_600_000;
const { signal } = new AbortController();

/** Sets the clock each time that it is asked. */
function unsteady(t: TestContext): void {
  const { now } = Date;
  let step = HOUR;
  t.mock.method(Date, 'now', () => {
    step = -step;
    return now() + step;
  });
}

function setClock(t: TestContext, ms: number): void {
  const { now } = Date;
  t.mock.method(Date, 'now', () => now() + ms);
}

const settings = (endpoint: string, ms: number) => ({
  endpoints: [endpoint],
  dialTimeoutMs: ms,
  commandTimeoutMs: ms,
  insecureSkipTlsVerify: false,
});

/** One that takes connections and says nothing. */
async function silentServer(t: TestContext): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

describe('a clock that is set', () => {
  let etcd: TestEtcd;
  before(async () => {
    etcd = await testEtcd();
    await etcd.put('/state/a/b', '{}');
  });
  after(() => etcd.stop());

  it('changes nothing for reads and for what is asked of a member itself', async (t) => {
    unsteady(t);
    const source = connectEtcd(settings(etcd.etcd.endpoints[0] ?? '', 5000));
    t.after(() => source.close());
    for (let i = 0; i < 5; i++) {
      const { ranges } = await source.read([{ from: '/state/a/b' }]);
      assert.equal(ranges[0]?.count, 1);
    }
    const probe = probeEtcd(settings(etcd.etcd.endpoints[0] ?? '', 5000));
    t.after(() => probe.close());
    const [endpoint] = await probe.endpoints('/state/a/b');
    assert.equal(endpoint?.trouble, undefined);
  });

  it('lets an endpoint that says nothing wait no longer than it may', async (t) => {
    const endpoint = await silentServer(t);
    unsteady(t);
    const source = connectEtcd(settings(endpoint, 300));
    t.after(() => source.close());
    await assert.rejects(source.read([{ from: 'a' }]), StoreError);
    await assert.rejects(source.commit([], [{ delete: 'a' }]), StoreError);
  });

  for (const [name, ms] of [
    ['ahead', HOUR],
    ['back', -HOUR],
  ] as const) {
    it(`${name} neither ends nor lengthens a wait`, async (t) => {
      const limit = deadlineIn(200, signal);
      setClock(t, ms);
      const late = within(new Promise<never>(() => undefined), limit, DIALING);
      const soon = within(new Promise((resolve) => setTimeout(resolve, 20, 'soon')), limit, DIALING);
      assert.equal(await soon, 'soon');
      await assert.rejects(late, /no connection in time/);
    });

    it(`${name} lets a trouble that passes be tried again, until the limit`, async (t) => {
      let asked = 0;
      const limit = deadlineIn(700, signal);
      const member = { endpoint: { url: 'http://a:1' } } as Member;
      const ask = async () => {
        asked++;
        throw new Error('14 UNAVAILABLE: etcdserver: no leader');
      };
      setClock(t, ms);
      await assert.rejects(askAny([member], ask, limit, 1000), StoreError);
      assert.ok(asked >= 3 && asked <= 5, `${asked} times`);
    });

    it(`${name} is what grpc-js is told, which goes by it`, async (t) => {
      const limit = deadlineIn(5000, signal);
      setClock(t, ms);
      const left = (until: unknown) => Number(until) - Date.now();
      assert.ok(left(grpcOptions(limit).deadline) > 4000 && left(grpcOptions(limit).deadline) <= 5000);
      let told: unknown;
      const channel = {
        getConnectivityState: () => (told === undefined ? connectivityState.IDLE : connectivityState.READY),
        watchConnectivityState: (_: unknown, until: unknown, done: () => void) => {
          told = left(until);
          done();
        },
      };
      await dial(channel as unknown as Parameters<typeof dial>[0], limit);
      assert.ok(Number(told) > 4000 && Number(told) <= 5000, String(told));
    });

    it(`${name} does not count as time that a run took`, async (t) => {
      const asked = { format: 'prometheus', began: performance.now() - 1500 } as const;
      setClock(t, ms);
      const terminal = {} as Parameters<typeof reportFailure>[3];
      const { output } = await reportFailure('unreachable', 3, asked, terminal);
      const took = Number(/^esi_state_run_duration_seconds(?:\{.*\})? (\S+)$/m.exec(output)?.[1]);
      assert.ok(took >= 1.5 && took < 60, `${took} s`);
      const ended = Number(/^esi_state_last_run_timestamp_seconds(?:\{.*\})? (\S+)$/m.exec(output)?.[1]);
      assert.ok(Math.abs(ended - Date.now() / 1000) < 60, 'the timestamp is the clock as it is then');
    });
  }
});
