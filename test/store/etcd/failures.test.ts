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
} from '../../support/run/connections.ts';

let etcd: ThrowawayEtcd;
before(async () => {
  etcd = await startEtcd();
});
after(() => etcd.stop());

/**
 * For the limits that are not the one in question: whatever ends in time was not ended by them. So how busy the machine is
 * does not count; what ends is told by the words, and that nothing waited for these by a minute.
 */
const NEVER_MS = 600_000;
const NEVER = { dialTimeoutMs: NEVER_MS, commandTimeoutMs: NEVER_MS };
const IN_TIME_MS = 60_000;
/** For what a living server must answer within, too. */
const COMMAND_MS = 2_500;
const write = (key: string) => [{ put: key, value: Buffer.from('v'), keepLease: false }];

async function rejectsInTime(
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
  assert.ok(Date.now() - start < IN_TIME_MS, `took ${Date.now() - start} ms`);
}

async function stoppedEtcd(t: TestContext): Promise<ThrowawayEtcd> {
  const stopped = await startEtcd();
  t.after(() => stopped.stop());
  return stopped;
}

test('a refused connection is told at once', async (t) => {
  const source = openSource(t, [await deadEndpoint()], NEVER);
  await rejectsInTime(() => source.read([{ from: 'a' }]), StoreError, /127\.0\.0\.1:\d+: connection refused/);
  await rejectsInTime(() => source.identity(), StoreError, /connection refused/);
  await rejectsInTime(() => source.leaseSecondsLeft('1'), StoreError, /connection refused/);
  await rejectsInTime(() => source.commit([], write('/x')), StoreError, /connection refused/);
});

test('a name that does not resolve is told', async (t) => {
  const source = openSource(t, ['no-such-host.invalid:2379']);
  await rejectsInTime(() => source.read([{ from: 'a' }]), StoreError, /cannot be resolved|dial timeout/);
});

test('a black hole ends with the dial timeout, for reads and writes', async (t) => {
  const source = openSource(t, [await blackHole(t)], { commandTimeoutMs: NEVER_MS });
  await rejectsInTime(
    () => source.read([{ from: 'a' }]),
    StoreError,
    /no connection within the dial timeout/,
  );
  await rejectsInTime(() => source.commit([], write('/x')), StoreError, /dial timeout/);
  const secure = openSource(t, [`https://${await blackHole(t)}`], { commandTimeoutMs: NEVER_MS });
  await rejectsInTime(() => secure.read([{ from: 'a' }]), StoreError, /dial timeout/);
});

test('the command timeout bounds a dial timeout that is longer', async (t) => {
  const source = openSource(t, [await blackHole(t)], { dialTimeoutMs: NEVER_MS, commandTimeoutMs: 300 });
  await rejectsInTime(() => source.read([{ from: 'a' }]), StoreError, /127\.0\.0\.1/);
});

test('servers that are not etcd are told as such', async (t) => {
  const web = await listen(
    t,
    http.createServer((_, answer) => answer.end('hello')),
  );
  await rejectsInTime(() => openSource(t, [web], NEVER).read([{ from: 'a' }]), StoreError, /not etcd/);
  const web2 = await listen(
    t,
    http2.createServer((_, answer) => answer.writeHead(404).end('hello')),
  );
  await rejectsInTime(
    () => openSource(t, [web2], NEVER).read([{ from: 'a' }]),
    StoreError,
    /etcd's v3 API|not etcd/,
  );
  const ssh = await listen(
    t,
    net.createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
  );
  await rejectsInTime(() => openSource(t, [ssh], NEVER).read([{ from: 'a' }]), StoreError, /not etcd/);
  const rude = await listen(
    t,
    net.createServer((socket) => socket.destroy()),
  );
  await rejectsInTime(() => openSource(t, [rude], NEVER).read([{ from: 'a' }]), StoreError, /closed at once/);
});

test('a stopped server ends a read with StoreError, a commit with UnknownOutcomeError, and resumes', async (t) => {
  const stopped = await stoppedEtcd(t);
  const source = openSource(t, stopped.endpoints, { dialTimeoutMs: NEVER_MS, commandTimeoutMs: COMMAND_MS });
  await source.read([{ from: 'a' }]);
  await stopped.signal('SIGSTOP');
  await rejectsInTime(() => source.read([{ from: 'a' }]), StoreError, /no answer within the command timeout/);
  await stopped.signal('SIGCONT');
  await source.commit([], write('/before'));
  await stopped.signal('SIGSTOP');
  await rejectsInTime(() => source.commit([], write('/s')), UnknownOutcomeError, /outcome is not known/);
  const fresh = openSource(t, stopped.endpoints, { commandTimeoutMs: NEVER_MS, dialTimeoutMs: 400 });
  await rejectsInTime(() => fresh.read([{ from: 'a' }]), StoreError, /dial timeout/);
  // Nothing was sent: the connection was never made.
  await rejectsInTime(() => fresh.commit([], write('/s')), StoreError, /dial timeout/);
  await stopped.signal('SIGCONT');
  await source.read([{ from: 'a' }]);
});

test('a commit that outlived its deadline is applied at most once', async (t) => {
  const stopped = await stoppedEtcd(t);
  const source = openSource(t, stopped.endpoints, { dialTimeoutMs: NEVER_MS, commandTimeoutMs: COMMAND_MS });
  for (const key of ['/once/1', '/once/2']) {
    // A connection for writes stands then, so that the next one is sent.
    const before = (await source.commit([], write('/before'))).revision;
    await stopped.signal('SIGSTOP');
    await rejectsInTime(() => source.commit([], write(key)), UnknownOutcomeError, /outcome/);
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
    const source = openSource(t, [relay.endpoint], { dialTimeoutMs: NEVER_MS, commandTimeoutMs: COMMAND_MS });
    const before = (await source.commit([], write('/before'))).revision;
    const applied = relay.swallowAnswersTo(key).then(async () => {
      while ((await direct.read([{ from: key }])).ranges[0]?.count === 0) await sleep(5);
      end();
    });
    await rejectsInTime(() => source.commit([], write(key)), UnknownOutcomeError, /outcome is not known/);
    await applied;
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
  let dialed = 0;
  const counting = net.createServer(() => {
    dialed += 1;
  });
  const source = openSource(t, [await listen(t, counting), ...dead, etcd.endpoint], {
    commandTimeoutMs: NEVER_MS,
  });
  await source.read([{ from: 'a' }]);
  assert.equal(dialed, 1);
  await source.read([{ from: 'a' }]);
  assert.equal(dialed, 1, 'the endpoint that answered is asked first');
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
  await rejectsInTime(
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
  const waiting = openSource(t, [await blackHole(t)], NEVER);
  setTimeout(() => waiting.close(), 100);
  await rejectsInTime(() => waiting.read([{ from: 'a' }]), StoreError, /./);
});

async function runChild(
  endpoints: readonly string[],
  close: boolean,
  dialTimeoutMs: number,
): Promise<string> {
  const module = new URL('../../../src/store/etcd/connect.js', import.meta.url).href;
  const settings = JSON.stringify(settingsFor(endpoints, { dialTimeoutMs, commandTimeoutMs: NEVER_MS }));
  const script = `import { connectEtcd } from ${JSON.stringify(module)};
    const source = connectEtcd(${settings});
    const told = await source.read([{ from: 'a' }]).then(() => 'read', (error) => error.name);
    process.stdout.write(told);
    ${close ? 'source.close();' : ''}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), IN_TIME_MS);
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  const [code] = await once(child, 'close');
  clearTimeout(limit);
  assert.equal(code, 0, 'it ended by itself');
  return output;
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
      // What is dialed in vain holds it until then, and what answers must not be cut off by a busy machine.
      const output = await runChild(endpoints, close, expected === 'read' ? 3_000 : 500);
      assert.equal(output, expected, `${endpoints} ${close ? 'closed' : 'unclosed'}`);
    }
  }
  await stopped.signal('SIGCONT');
});
