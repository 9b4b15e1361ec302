/** Each trouble that an operator can have with etcd, made for real: one line that says what, where and what to try. */
import assert from 'node:assert/strict';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectEtcd } from '../../src/store/etcd/connect.ts';
import { probeEtcd } from '../../src/store/etcd/probe.ts';
import { startEtcd, startEtcdCluster } from '../../tools/throwaway-etcd/etcd.ts';
import { configAt, HEAT_STACKS, KEYS, OLD_STATE, PORT } from '../support/data/port.ts';
import { esiState, STATE_HOME } from '../support/run/cli.ts';
import { blackHole, listen, settingsFor } from '../support/run/connections.ts';
import { mutualEtcd, pem, secureEtcd } from '../support/run/tls.ts';
import { admin, demandLogin, PASSWORD } from '../support/run/users.ts';

interface Trouble {
  readonly what: string;
  readonly endpoints: () => readonly string[];
  /** What is typed; else `show` of the port. */
  readonly args?: readonly string[];
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What is named besides or instead of the endpoints. */
  readonly where?: string;
  readonly says: RegExp;
  readonly hint: RegExp;
  /**
   * It is tried as text, too. `tellError` alone makes both of the same message and hint; these are what it treats in ways of
   * their own: a plain one, a command to be pasted, several lines, and several places.
   */
  readonly asText?: true;
}

const at: Record<string, string> = {};
const ends: (() => unknown)[] = [];
const context = { after: (end: () => unknown) => void ends.push(end) };
const keep = <T extends { stop(): Promise<void> }>(etcd: T): T => {
  ends.push(() => etcd.stop());
  return etcd;
};

/** The worker died before it published: a repair writes state and deletes job_state. */
async function loadAbandoned(endpoint: string): Promise<void> {
  const source = connectEtcd(settingsFor([endpoint], PATIENT));
  const documents = [
    [KEYS.state, OLD_STATE],
    [KEYS.config, configAt(2)],
    [KEYS.job_state, '{}'],
    [KEYS.heat_stacks, HEAT_STACKS],
  ] as const;
  for (const [put, value] of documents)
    await source.commit([], [{ put, value: Buffer.from(value), keepLease: false }]);
  source.close();
}

async function startPlain(): Promise<void> {
  const etcd = keep(await startEtcd());
  at['plain'] = etcd.endpoint;
  await loadAbandoned(etcd.endpoint);
  const client = admin(etcd.endpoint, false);
  const header = await client.put('/elsewhere').value('x');
  await client.kv.compact({ revision: header.header.revision });
  client.close();
  const stopped = keep(await startEtcd());
  at['stopped'] = stopped.endpoint;
  await stopped.signal('SIGSTOP');
}

async function startWithUsers(): Promise<void> {
  const etcd = keep(await startEtcd());
  await loadAbandoned(etcd.endpoint);
  const read = { '/esi-worker/': 'Read', '/state/': 'Read', '/config/': 'Read', '/jobs/': 'Read' } as const;
  await demandLogin(etcd.endpoint, { reader: read, stranger: { '/state/': 'Read' } });
  at['users'] = etcd.endpoint;
}

async function startSecure(): Promise<void> {
  const [leaf, other, expired, early, mutual] = await Promise.all([
    secureEtcd('leaf'),
    secureEtcd('other'),
    secureEtcd('expired'),
    secureEtcd('early'),
    mutualEtcd('leaf', 'ca'),
  ]);
  for (const [name, etcd] of Object.entries({ leaf, other, expired, early, mutual }))
    at[name] = keep(etcd).endpoint;
}

/** Its limits are below what the repair writes. */
async function startNarrow(): Promise<void> {
  const narrow = keep(await startEtcd({ args: ['--max-request-bytes', '1350'] }));
  await loadAbandoned(narrow.endpoint);
  at['narrow'] = narrow.endpoint;
  const full = keep(await startEtcd({ quotaBytes: 2 ** 20 }));
  await loadAbandoned(full.endpoint);
  at['full'] = full.endpoint;
  const client = admin(full.endpoint, false);
  const fill = async (n: number): Promise<void> => {
    await client.put(`/elsewhere/${n}`).value(Buffer.alloc(2 ** 18));
    await fill(n + 1);
  };
  await assert.rejects(fill(0), /database space exceeded/);
  client.close();
}

const lost: string[] = [];
async function startLeaderless(): Promise<void> {
  const cluster = keep(await startEtcdCluster(3));
  await loadAbandoned(cluster.endpoints[0] ?? '');
  for (const member of cluster.members.slice(1)) await member.signal('SIGKILL');
  const probe = probeEtcd(
    settingsFor(cluster.endpoints.slice(0, 1), { dialTimeoutMs: PATIENT.dialTimeoutMs }),
  );
  const leaderless = async (): Promise<void> => {
    const [left] = await probe.endpoints('/a');
    if (left?.status?.hasLeader !== false) await sleep(50).then(leaderless);
  };
  await leaderless();
  probe.close();
  lost.push(...cluster.endpoints);
}

/** As every gRPC server answers a service that it does not have. */
const UNIMPLEMENTED = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-status': '12',
  'grpc-message': 'unknown service etcdserverpb.KV',
};

async function startOthers(): Promise<void> {
  // No service of today's is there, and nobody is given this port by chance.
  at['dead'] = '127.0.0.1:1';
  at['hole'] = await blackHole(context);
  at['web'] = await listen(
    context,
    http.createServer((_, answer) => answer.end('<html>hello</html>')),
  );
  at['web2'] = await listen(
    context,
    http2.createServer((_, answer) => answer.writeHead(404).end('hello')),
  );
  const grpc = http2.createServer();
  grpc.on('stream', (stream) => stream.respond(UNIMPLEMENTED, { endStream: true }));
  at['grpc'] = await listen(context, grpc);
  at['mute'] = await listen(
    context,
    http2.createServer(() => undefined),
  );
  at['ssh'] = await listen(
    context,
    net.createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
  );
}

before(async () => {
  await Promise.all([
    startPlain(),
    startWithUsers(),
    startSecure(),
    startNarrow(),
    startLeaderless(),
    startOthers(),
  ]);
});
after(() => Promise.all(ends.map((end) => end())));

const one = (name: string) => () => [at[name] ?? ''];
const other = (scheme: string, name: string) => () => [
  `${scheme}://${(at[name] ?? '').replace(/^.*\/\//, '')}`,
];
const REPAIR = ['repair', PORT, '--settle', '0', '--yes'];
const ca = ['--cacert', pem('ca')];
const SECRETS = { right: PASSWORD, wrong: 'another pässword' };
const user = (name: string, password = SECRETS.right) => ({ ETCDCTL_USER: name, ETCDCTL_PASSWORD: password });

/** Limits that a busy machine does not reach, by any connection that can be made. */
const PATIENT = { dialTimeoutMs: 20_000, commandTimeoutMs: 20_000 };
const PATIENTLY = ['--dial-timeout', '20s', '--command-timeout', '20s'];
/** For what is never connected, or never answered. */
const NO_CONNECTION = ['--dial-timeout', '700ms'];
const NO_ANSWER = ['--command-timeout', '1500ms'];

const TROUBLES: readonly Trouble[] = [
  {
    what: 'refused',
    endpoints: one('dead'),
    says: /connection refused/,
    hint: /etcd runs there/,
    asText: true,
  },
  {
    what: 'no such host',
    endpoints: () => ['no-such-host.invalid:2379'],
    flags: NO_CONNECTION,
    says: /cannot be resolved|dial timeout/,
    hint: /DNS|firewall/,
  },
  // Of the range for documentation (RFC 5737): dropped, or no route.
  {
    what: 'unreachable',
    endpoints: () => ['192.0.2.1:2379'],
    flags: NO_CONNECTION,
    says: /dial timeout|cannot be reached|connection refused/,
    hint: /firewall|network|runs there/,
  },
  {
    what: 'dial timed out',
    endpoints: one('hole'),
    flags: NO_CONNECTION,
    says: /dial timeout/,
    hint: /--dial-timeout/,
  },
  {
    what: 'stopped',
    endpoints: one('stopped'),
    flags: NO_CONNECTION,
    says: /dial timeout/,
    hint: /--dial-timeout/,
  },
  {
    what: 'timed out',
    endpoints: one('mute'),
    flags: NO_ANSWER,
    says: /command timeout/,
    hint: /--command-timeout/,
  },
  { what: 'no CA', endpoints: one('leaf'), says: /authority .* not trusted/, hint: /--cacert/ },
  {
    what: 'wrong CA',
    endpoints: one('leaf'),
    flags: ['--cacert', pem('other')],
    says: /authority .* not trusted/,
    hint: /--cacert/,
  },
  {
    what: 'wrong name',
    endpoints: one('other'),
    flags: ['--cacert', pem('other')],
    says: /for another name/,
    hint: /subjectAltName/,
  },
  {
    what: 'expired',
    endpoints: one('expired'),
    flags: ['--cacert', pem('expired')],
    says: /has expired/,
    hint: /renew/,
  },
  {
    what: 'not yet valid',
    endpoints: one('early'),
    flags: ['--cacert', pem('early')],
    says: /not valid yet/,
    hint: /clock/,
  },
  {
    what: 'no client certificate',
    endpoints: one('mutual'),
    flags: ca,
    says: /not accept our certificate/,
    hint: /--cert and --key/,
  },
  {
    what: "a stranger's certificate",
    endpoints: one('mutual'),
    flags: [...ca, '--cert', pem('other'), '--key', pem('other.key')],
    says: /not accept our certificate/,
    hint: /--cert and --key/,
  },
  {
    what: 'TLS to plain',
    endpoints: other('https', 'plain'),
    flags: ca,
    says: /no TLS connection/,
    hint: /http:\/\//,
  },
  { what: 'plain to TLS', endpoints: other('http', 'leaf'), says: /closed at once/, hint: /https:\/\// },
  {
    what: 'wrong password',
    asText: true,
    endpoints: one('users'),
    env: user('reader', SECRETS.wrong),
    says: /wrong user or password/,
    hint: /--user/,
  },
  {
    what: 'no such user',
    endpoints: one('users'),
    env: user('nobody'),
    says: /wrong user or password/,
    hint: /--user/,
  },
  { what: 'no user', endpoints: one('users'), says: /demands a user/, hint: /--user/ },
  {
    what: 'may not read',
    asText: true,
    endpoints: one('users'),
    env: user('stranger'),
    says: /permission denied to read \/esi-worker\/heat_stacks\/v2\.0\/ports\/[^,]* and 5 more/,
    hint: /role .*esi-state ping/,
  },
  {
    what: 'may not write',
    asText: true,
    endpoints: one('users'),
    env: user('reader'),
    args: REPAIR,
    says: /permission denied to write \/state\/v2\.0\/ports\/.* and 1 more$/,
    hint: /role .*esi-state ping/,
  },
  {
    what: 'compacted',
    endpoints: one('plain'),
    args: [...REPAIR, '--from', 'revision:2'],
    where: 'revision 2',
    says: /compacted.*oldest .*\d/,
    hint: /newer/,
  },
  {
    what: 'too large',
    endpoints: one('narrow'),
    args: REPAIR,
    says: /larger than the server takes/,
    hint: /--max-request-bytes/,
  },
  {
    what: 'no space',
    endpoints: one('full'),
    args: REPAIR, // A write that may still be carried out is waited for: the shorter this is, the shorter that.
    flags: ['--command-timeout', '6s'],
    says: /NOSPACE/,
    hint: /compact.*disarm the alarm/,
  },
  {
    what: 'no leader',
    asText: true,
    endpoints: () => lost,
    flags: ['--command-timeout', '8s'],
    says: /no leader/,
    hint: /bring them back/,
  },
  {
    what: 'a gRPC server without etcd',
    endpoints: one('grpc'),
    says: /not know etcd's v3 API/,
    hint: /3\.4 or newer/,
  },
  { what: 'an HTTP/1 server', endpoints: one('web'), says: /not etcd/, hint: /port/ },
  { what: 'an HTTP/2 server', endpoints: one('web2'), says: /not etcd/, hint: /port/ },
  { what: 'an SSH server', endpoints: one('ssh'), says: /not etcd/, hint: /port/ },
];

/** Words of gRPC, of JavaScript and of our own code that help nobody. */
const JARGON =
  /UNAVAILABLE|UNKNOWN:|INTERNAL|RST_STREAM|\bstatus \d|undefined|\[object|Error:|at .*\.(c?js|ts):\d/;

async function assertTold(trouble: Trouble): Promise<void> {
  const { args = ['show', PORT], flags = [], env = {}, where = '', asText = false } = trouble;
  const endpoints = trouble.endpoints();
  const typed = [...args, ...PATIENTLY, ...flags, '--endpoints', endpoints.join(',')];
  // Journals of their own: each would else find the other's write in it, of which it isn't known yet what came.
  const [json, text] = await Promise.all(
    [[...typed, '-o', 'json'], ...(asText ? [typed] : [])].map((all, i) =>
      esiState(all, { env: { ...env, XDG_STATE_HOME: join(STATE_HOME, `${trouble.what} ${i}`) } }),
    ),
  );
  assert.equal(json?.code, 3, json?.stderr);
  // Remarks on what is planned come before it, a line each.
  const { error } = JSON.parse(json?.stderr.trimEnd().split('\n').at(-1) ?? '') as {
    error: { code: number; message: string; hint: string };
  };
  const { code, message, hint } = error;
  const line = `error: ${message}; ${hint}\n`;
  if (text !== undefined) {
    assert.equal(text.code, 3, text.stderr);
    // A command that does not fit behind its label stands alone on the next line, so that it can be pasted.
    const told = text.stderr.replace(/:\n(?=esi-state )/, ': ');
    assert.equal(told.slice(told.indexOf('error: ')), line);
  }
  const told = `${text?.stderr ?? ''}${json?.stderr}`;
  assert.equal(code, 3);
  assert.match(message, trouble.says);
  assert.match(hint, trouble.hint);
  const places = where === '' ? endpoints.map((endpoint) => endpoint.replace(/^.*\/\//, '')) : [where];
  for (const place of places) assert.ok(message.includes(place), message);
  assert.doesNotMatch(told, JARGON);
  assert.ok(!/\n./.test(line) && line.length < 600, line);
  for (const secret of Object.values(SECRETS)) assert.ok(!told.includes(secret), 'a password is told');
}

describe('every trouble is one line: what, where, what to try', { concurrency: 4 }, () => {
  for (const trouble of TROUBLES) it(trouble.what, () => assertTold(trouble));
});
