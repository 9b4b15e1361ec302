/**
 * The two timeouts, where a server takes the connection and then says nothing: before anything else, or once it is asked
 * to log in. The other timeout is minutes long in each test, so what ends the command is the one that is tested.
 */
import assert from 'node:assert/strict';
import http2 from 'node:http2';
import { after, before, describe, it, type TestContext } from 'node:test';
import { KEYS, PORT, STACKLESS } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { configFolder } from '../support/run/config-file.ts';
import { blackHole, listen } from '../support/run/connections.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';

const COMMANDS = [
  ['show', PORT],
  ['verify', '--all'],
  ['repair', PORT, '--yes'],
];
/** With a user the first request is the login, with a pinned cluster it is the question who answers. */
const WAYS = { plain: [], login: ['--user', 'me:topsecret'], pinned: ['--context', 'pinned'] };

const SHORT_DIAL = ['--dial-timeout', '400ms', '--command-timeout', '10m'];
const SHORT_COMMAND = ['--dial-timeout', '10m', '--command-timeout', '700ms'];
/** Far below the other timeout, far above what is expected. */
const LONG_MS = 60_000;

const { write } = configFolder();
const env = { ESI_STATE_CONFIG: write('contexts: {pinned: {cluster_id: 1}}') };

async function endsInTime(endpoint: string, timeouts: readonly string[], said: RegExp): Promise<void> {
  // All of them open the store by one function: each command is tried, and by one of them each way.
  const [show = [], ...others] = COMMANDS;
  const lines = [
    ...Object.values(WAYS).map((way) => [...show, ...way]),
    ...others.map((command) => [...command, ...WAYS.plain]),
  ];
  const args = (line: readonly string[]) => [...line, ...timeouts, '--endpoints', endpoint];
  const all = await Promise.all(lines.map((line) => esiState(args(line), { env })));
  for (const { code, stdout, stderr, ms } of all) {
    assert.equal(code, 3, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /^error: [^\n]+\n$/);
    assert.match(stderr, said);
    assert.ok(!stderr.includes('topsecret'));
    assert.ok(ms < LONG_MS, `it took ${ms} ms`);
  }
}

/** Speaks HTTP/2, takes every request, and answers none. */
function mute(t: TestContext): Promise<string> {
  const server = http2.createServer();
  server.on('stream', (stream) => stream.on('error', () => {}));
  return listen(t, server as unknown as Parameters<typeof listen>[1]);
}

describe('deadlines hold, in the login too', () => {
  let etcd: TestEtcd;
  before(async () => {
    etcd = await testEtcd();
    await etcd.put(KEYS.state, STACKLESS);
  });
  after(() => etcd?.stop());

  it('--dial-timeout, where a connection is taken and nothing is said', async (t) =>
    endsInTime(await blackHole(t), SHORT_DIAL, /127\.0\.0\.1:\d+: no connection within the dial timeout/));

  it('--dial-timeout, where etcd is stopped', async () => {
    await etcd.etcd.signal('SIGSTOP');
    try {
      await endsInTime(etcd.etcd.endpoint, SHORT_DIAL, /no connection within the dial timeout/);
    } finally {
      await etcd.etcd.signal('SIGCONT');
    }
  });

  it('--command-timeout, where no request is answered', async (t) =>
    endsInTime(await mute(t), SHORT_COMMAND, /127\.0\.0\.1:\d+: /));

  it('one endpoint that is silent does not keep the others from answering', async (t) => {
    for (const silent of [await blackHole(t), await mute(t)]) {
      const endpoints = `${silent},${etcd.etcd.endpoint}`;
      const ran = await esiState(['show', PORT, '--endpoints', endpoints], { env });
      assert.equal(ran.code, 0, ran.stderr);
      assert.equal(ran.stderr, '');
    }
  });

  it('endpoints may be IPv6 addresses in brackets', async () => {
    // The loopback of IPv4 written as one: every system with IPv6 in its kernel has it.
    const mapped = etcd.etcd.endpoint.replace('127.0.0.1', '[::ffff:127.0.0.1]');
    for (const endpoint of [mapped, mapped.replace('http://', '')]) {
      const ran = await esiState(['show', PORT, '--endpoints', endpoint, '-o', 'json'], { env });
      assert.equal(ran.code, 0, ran.stderr);
      assert.deepEqual(JSON.parse(ran.stdout).source.endpoints, [mapped]);
    }
    const bare = await esiState(['show', PORT, '--endpoints', '::1:2379'], { env });
    assert.equal(bare.code, 2);
    assert.match(bare.stderr, /--endpoints: the endpoint "::1:2379" is not host:port; .*\[::1\]:2379/);
  });
});
