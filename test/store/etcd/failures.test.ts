import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError, UnknownOutcomeError } from '../../../src/errors.ts';
import { startEtcd, startEtcdCluster, type ThrowawayEtcd } from '../../../tools/throwaway-etcd/etcd.ts';
import {
  blackHole,
  deadEndpoint,
  listen,
  openSource,
  relayTo,
  settingsFor,
} from '../../support/connections.ts';

let etcd: ThrowawayEtcd;
before(async () => {
  etcd = await startEtcd();
});
after(() => etcd.stop());

/** Far above what is expected, far below a hang. */
const SLACK_MS = 2_000;
const write = (key: string) => [{ put: key, value: Buffer.from('v'), keepLease: false }];

async function rejectsWithin(
  ms: number,
  request: () => Promise<unknown>,
  kind: typeof StoreError | typeof UnknownOutcomeError,
  message: RegExp,
) {
  const start = Date.now();
  await assert.rejects(request, (error) => {
    assert.ok(error instanceof kind, `${error}`);
    assert.match(error.message, message);
    assert.ok(error.hint !== undefined && error.hint !== '');
    assert.ok(!/\n/.test(error.message + error.hint));
    return true;
  });
  assert.ok(Date.now() - start < ms + SLACK_MS, `took ${Date.now() - start} ms`);
}

async function stoppedEtcd(t: TestContext): Promise<ThrowawayEtcd> {
  const stopped = await startEtcd();
  t.after(() => stopped.stop());
  return stopped;
}

test('a refused connection is told at once', async (t) => {
  const source = openSource(t, [await deadEndpoint()]);
  await rejectsWithin(
    0,
    () => source.read([{ from: 'a' }]),
    StoreError,
    /127\.0\.0\.1:\d+: connection refused/,
  );
  await rejectsWithin(0, () => source.identity(), StoreError, /connection refused/);
  await rejectsWithin(0, () => source.leaseSecondsLeft('1'), StoreError, /connection refused/);
  await rejectsWithin(0, () => source.commit([], write('/x')), StoreError, /connection refused/);
});

test('a name that does not resolve is told', async (t) => {
  const source = openSource(t, ['no-such-host.invalid:2379']);
  await rejectsWithin(
    2_000,
    () => source.read([{ from: 'a' }]),
    StoreError,
    /cannot be resolved|dial timeout/,
  );
});

test('a black hole ends with the dial timeout, for reads and writes', async (t) => {
  const source = openSource(t, [await blackHole(t)]);
  await rejectsWithin(
    1_000,
    () => source.read([{ from: 'a' }]),
    StoreError,
    /no connection within the dial timeout/,
  );
  await rejectsWithin(1_000, () => source.commit([], write('/x')), StoreError, /dial timeout/);
  const secure = openSource(t, [`https://${await blackHole(t)}`]);
  await rejectsWithin(1_000, () => secure.read([{ from: 'a' }]), StoreError, /dial timeout/);
});

test('the command timeout bounds a dial timeout that is longer', async (t) => {
  const source = openSource(t, [await blackHole(t)], { dialTimeoutMs: 60_000, commandTimeoutMs: 300 });
  await rejectsWithin(300, () => source.read([{ from: 'a' }]), StoreError, /127\.0\.0\.1/);
});

test('servers that are not etcd are told as such', async (t) => {
  const web = await listen(
    t,
    http.createServer((_, answer) => answer.end('hello')),
  );
  await rejectsWithin(0, () => openSource(t, [web]).read([{ from: 'a' }]), StoreError, /not etcd/);
  const web2 = await listen(
    t,
    http2.createServer((_, answer) => answer.writeHead(404).end('hello')),
  );
  await rejectsWithin(
    0,
    () => openSource(t, [web2]).read([{ from: 'a' }]),
    StoreError,
    /etcd's v3 API|not etcd/,
  );
  const ssh = await listen(
    t,
    net.createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
  );
  await rejectsWithin(0, () => openSource(t, [ssh]).read([{ from: 'a' }]), StoreError, /not etcd/);
  const rude = await listen(
    t,
    net.createServer((socket) => socket.destroy()),
  );
  await rejectsWithin(
    0,
    () => openSource(t, [rude]).read([{ from: 'a' }]),
    StoreError,
    /closed at once|was lost/,
  );
});

test('a stopped server ends a read with StoreError, a commit with UnknownOutcomeError, and resumes', async (t) => {
  const stopped = await stoppedEtcd(t);
  const source = openSource(t, stopped.endpoints, { commandTimeoutMs: 700 });
  await source.read([{ from: 'a' }]);
  await stopped.signal('SIGSTOP');
  await rejectsWithin(
    700,
    () => source.read([{ from: 'a' }]),
    StoreError,
    /no answer within the command timeout/,
  );
  await stopped.signal('SIGCONT');
  await source.commit([], write('/before'));
  await stopped.signal('SIGSTOP');
  await rejectsWithin(700, () => source.commit([], write('/s')), UnknownOutcomeError, /outcome is not known/);
  const fresh = openSource(t, stopped.endpoints, { commandTimeoutMs: 700, dialTimeoutMs: 400 });
  await rejectsWithin(400, () => fresh.read([{ from: 'a' }]), StoreError, /dial timeout/);
  // Nothing was sent: the connection was never made.
  await rejectsWithin(400, () => fresh.commit([], write('/s')), StoreError, /dial timeout/);
  await stopped.signal('SIGCONT');
  await source.read([{ from: 'a' }]);
});

test('a commit that outlived its deadline is applied at most once', async (t) => {
  const stopped = await stoppedEtcd(t);
  const source = openSource(t, stopped.endpoints, { commandTimeoutMs: 1_000 });
  for (const key of ['/once/1', '/once/2']) {
    // A connection for writes stands then, so that the next one is sent.
    const before = (await source.commit([], write('/before'))).revision;
    await stopped.signal('SIGSTOP');
    await rejectsWithin(1_000, () => source.commit([], write(key)), UnknownOutcomeError, /outcome/);
    await stopped.signal('SIGCONT');
    await sleep(500);
    const { revision, ranges } = await source.read([{ from: key }]);
    assert.ok((ranges[0]?.keys[0]?.version ?? 0) <= 1);
    assert.ok(revision - before <= 1);
  }
});

test('a commit whose answer is lost was applied exactly once', async (t) => {
  const relay = await relayTo(t, etcd.endpoint);
  const direct = openSource(t, etcd.endpoints);
  for (const [key, end] of [
    ['/lost/deadline', () => {}],
    ['/lost/cut', () => relay.cut()],
  ] as const) {
    const source = openSource(t, [relay.endpoint], { commandTimeoutMs: 1_000 });
    const before = (await source.commit([], write('/before'))).revision;
    relay.swallowAnswers();
    setTimeout(end, 300);
    await rejectsWithin(
      1_000,
      () => source.commit([], write(key)),
      UnknownOutcomeError,
      /outcome is not known/,
    );
    relay.cut();
    await sleep(500);
    const { revision, ranges } = await direct.read([{ from: key }]);
    assert.equal(ranges[0]?.keys[0]?.version, 1);
    assert.equal(revision, before + 1);
  }
});

test('a read survives a connection that is cut, a commit after it too', async (t) => {
  const relay = await relayTo(t, etcd.endpoint);
  const source = openSource(t, [relay.endpoint]);
  await source.read([{ from: 'a' }]);
  relay.cut();
  await source.read([{ from: 'a' }]);
  relay.cut();
  await sleep(50);
  assert.equal((await source.commit([], write('/after/cut'))).committed, true);
});

test('one living endpoint is enough, whatever is wrong with the others', async (t) => {
  const dead = [await deadEndpoint(), await blackHole(t), 'no-such-host.invalid:2379'];
  for (const first of dead) {
    const source = openSource(t, [first, etcd.endpoint]);
    await source.read([{ from: 'a' }]);
    assert.equal((await source.commit([], write('/failover'))).committed, true);
    const writer = openSource(t, [first, etcd.endpoint]);
    assert.equal((await writer.commit([], write('/failover'))).committed, true);
  }
  const source = openSource(t, [...dead, etcd.endpoint]);
  await source.read([{ from: 'a' }]);
  const start = Date.now();
  await source.read([{ from: 'a' }]);
  assert.ok(Date.now() - start < 300, 'the endpoint that answered is asked first');
});

test('a server that stops between two reads is passed over', async (t) => {
  const cluster = await startEtcdCluster(3);
  t.after(() => cluster.stop());
  const source = openSource(t, cluster.endpoints, { commandTimeoutMs: 4_000 });
  await source.read([{ from: 'a' }]);
  await cluster.members[0]?.signal('SIGSTOP');
  await source.read([{ from: 'a' }]);
  await cluster.members[0]?.signal('SIGCONT');
  for (const member of cluster.members.slice(1)) await member.signal('SIGKILL');
  await rejectsWithin(
    4_000,
    () => source.read([{ from: 'a' }]),
    StoreError,
    /127\.0\.0\.1.*127\.0\.0\.1.*127\.0\.0\.1/,
  );
});

test('endpoints of two clusters are refused, and nothing is written', async (t) => {
  const other = await startEtcd();
  const source = openSource(t, [etcd.endpoint, other.endpoint]);
  await source.read([{ from: 'a' }]);
  const swapped = openSource(t, [other.endpoint, etcd.endpoint]);
  await swapped.read([{ from: 'a' }]);
  await other.stop();
  await assert.rejects(swapped.read([{ from: 'a' }]), /different clusters/);
  await assert.rejects(swapped.commit([], write('/wrong')), /different clusters/);
  const { ranges } = await source.read([{ from: '/wrong' }]);
  assert.equal(ranges[0]?.count, 0);
});

test('a closed source asks nothing any more', async (t) => {
  const source = openSource(t, etcd.endpoints);
  await source.read([{ from: 'a' }]);
  source.close();
  source.close();
  await assert.rejects(source.read([{ from: 'a' }]), StoreError);
  const waiting = openSource(t, [await blackHole(t)], { dialTimeoutMs: 60_000, commandTimeoutMs: 60_000 });
  setTimeout(() => waiting.close(), 100);
  await rejectsWithin(100, () => waiting.read([{ from: 'a' }]), StoreError, /./);
});

async function runChild(
  endpoints: readonly string[],
  close: boolean,
  then = '',
): Promise<{ output: string; ms: number }> {
  const module = new URL('../../../src/store/etcd/connect.js', import.meta.url).href;
  const settings = JSON.stringify(settingsFor(endpoints, { dialTimeoutMs: 500, commandTimeoutMs: 1_000 }));
  const script = `import { connectEtcd } from ${JSON.stringify(module)};
    const source = connectEtcd(${settings});
    const told = await source.read([{ from: 'a' }]).then(() => 'read', (error) => error.name);
    ${then}
    process.stdout.write(told);
    ${close ? 'source.close();' : ''}`;
  const start = Date.now();
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), 20_000);
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  const [code] = await once(child, 'close');
  clearTimeout(limit);
  assert.equal(code, 0, 'it ended by itself');
  return { output, ms: Date.now() - start };
}

test('the process ends by itself after success and after errors, closed or not', async (t) => {
  const stopped = await stoppedEtcd(t);
  await stopped.signal('SIGSTOP');
  const hole = await blackHole(t);
  const cases: [string, string[]][] = [
    ['read', [etcd.endpoint]],
    ['read', [hole, etcd.endpoint]],
    ['StoreError', [await deadEndpoint()]],
    ['StoreError', [hole]],
    ['StoreError', [`https://${hole}`]],
    ['StoreError', [stopped.endpoint]],
    // Of the range for documentation (RFC 5737): no answer at all, or no route.
    ['StoreError', ['192.0.2.1:2379']],
  ];
  for (const [expected, endpoints] of cases) {
    for (const close of [true, false]) {
      const { output, ms } = await runChild(endpoints, close);
      assert.equal(output, expected);
      assert.ok(ms < 1_000 + SLACK_MS, `${endpoints} ${close ? 'closed' : 'unclosed'}: ${ms} ms`);
    }
  }
  await stopped.signal('SIGCONT');
});
