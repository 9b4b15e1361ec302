import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { probeEtcd } from '../../src/store/etcd/probe.ts';
import {
  startEtcd,
  startEtcdCluster,
  type ThrowawayCluster,
  type ThrowawayEtcd,
} from '../../tools/throwaway-etcd/etcd.ts';
import { statusIsForRootAlone } from '../../tools/throwaway-etcd/versions.ts';
import { KEYS, STACKLESS } from '../support/data/port.ts';
import { esiState, type Ran } from '../support/run/cli.ts';
import { settingsFor } from '../support/run/connections.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { admin, demandLogin, type Grants, PASSWORD } from '../support/run/users.ts';

interface Told {
  readonly verdict: string;
  readonly source: { readonly cluster_id: string; readonly revision: number; readonly endpoints: string[] };
  readonly problems: { message: string; hint: string; fatal: boolean }[];
  readonly endpoints: {
    endpoint: string;
    reachable: boolean;
    error: string | null;
    version: string | null;
    role: string | null;
    has_leader: boolean | null;
    revision: number | null;
    raft_lag: number | null;
    cluster_id: string | null;
    alarms: string[] | null;
    read_ms: number | null;
  }[];
  readonly other_members: { name: string; client_urls: string[] }[] | null;
  readonly prefixes: {
    area: string;
    prefix: string;
    read: boolean | null;
    write: boolean | null;
    keys?: number;
  }[];
}

async function ping(endpoints: readonly string[], env: Record<string, string> = {}, ...args: string[]) {
  const ran = await esiState(['ping', '-o', 'json', ...args, '--endpoints', endpoints.join(',')], { env });
  return { ...ran, told: JSON.parse(ran.stdout) as Told };
}

const rights = ({ prefixes }: Told) =>
  Object.fromEntries(prefixes.map(({ area, read, write }) => [area, `${read} ${write}`]));
const allOf = (both: string) =>
  Object.fromEntries(['heat_stacks', 'job_state', 'state', 'config', 'jobs'].map((area) => [area, both]));
const login = (name: string) => ({ ETCDCTL_USER: name, ETCDCTL_PASSWORD: PASSWORD });

/** As etcd tells anybody. */
async function versionOf({ endpoint }: ThrowawayEtcd): Promise<string> {
  return ((await (await fetch(`${endpoint}/version`)).json()) as { etcdserver: string }).etcdserver;
}

function assertError(ran: Ran, said: RegExp): void {
  assert.equal(ran.code, 3, ran.stderr);
  assert.equal(ran.stderr.trim().split('\n').length, 1);
  assert.match(ran.stderr, said);
}

describe('ping of one etcd', () => {
  let etcd: TestEtcd;
  before(async () => {
    etcd = await testEtcd();
    await etcd.put(KEYS.state, STACKLESS);
    await etcd.put('/state/v2.0/ports/another', STACKLESS);
  });
  after(() => etcd.stop());

  it('tells the endpoint, what may be done on each prefix, and how many keys each has', async () => {
    const { code, told, stderr } = await ping(etcd.etcd.endpoints, {}, '--count');
    assert.deepEqual([code, stderr, told.verdict, told.problems], [0, '', 'ok', []]);
    const [one] = told.endpoints;
    assert.deepEqual([one?.role, one?.has_leader, one?.raft_lag, one?.alarms], ['leader', true, 0, []]);
    assert.match(one?.version ?? '', /^3\.\d+\.\d+$/);
    assert.equal(one?.revision, (await etcd.source.read([{ from: 'a' }])).revision);
    assert.equal(one?.cluster_id, (await etcd.source.identity()).clusterId);
    assert.equal(one?.cluster_id, told.source.cluster_id);
    assert.ok((one?.read_ms ?? 0) > 0);
    assert.deepEqual(rights(told), allOf('true true'));
    assert.deepEqual(
      told.prefixes.map(({ keys }) => keys),
      [0, 0, 2, 0, 0],
    );
    assert.deepEqual(told.other_members, []);
  });

  it('writes nothing, though it learns what may be written', async () => {
    const before = [(await etcd.source.read([{ from: 'a' }])).revision, contents(await etcd.dump())];
    await ping(etcd.etcd.endpoints, {}, '--count');
    assert.deepEqual(
      [(await etcd.source.read([{ from: 'a' }])).revision, contents(await etcd.dump())],
      before,
    );
  });

  it('fits 80 columns, and is one line as ndjson', async () => {
    const { code, stdout } = await esiState(['ping'], { env: { ...etcd.env, COLUMNS: '80' } });
    assert.equal(code, 0);
    assert.match(stdout, /^OK {9}1 of 1 endpoint answers\nsource {5}revision \d+ {2}cluster [0-9a-f]+ /);
    assert.match(
      stdout,
      /\nendpoint +version +role +revision +raft lag +read\nhttp:\/\/127.* leader +\d+ +0 +[\d.]+ ms\n/,
    );
    assert.match(stdout, /\narea +prefix +read +write\n.*\nstate +\/state\/ +yes +yes\n/s);
    for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line);
    const line = await esiState(['ping', '-o', 'ndjson'], { env: etcd.env });
    assert.match(line.stdout, /^\{[^\n]*\}\n$/);
    assert.equal(JSON.parse(line.stdout).verdict, 'ok');
  });

  it('goes by the prefixes that are set', async () => {
    const { told } = await ping(etcd.etcd.endpoints, {}, '--prefix', 'state=/tokyo/state/', '--count');
    const state = told.prefixes.find(({ area }) => area === 'state');
    assert.deepEqual([state?.prefix, state?.keys], ['/tokyo/state/', 0]);
  });

  it('endpoints of two clusters are exit 3', async () => {
    const other = await startEtcd();
    try {
      const ran = await ping([...etcd.etcd.endpoints, ...other.endpoints]);
      assertError(ran, /different clusters.*one cluster only/);
      assert.equal(ran.told.verdict, 'unusable');
      assert.deepEqual(rights(ran.told), allOf('null null'));
    } finally {
      await other.stop();
    }
  });

  it('no endpoint at all is exit 3, with the table all the same', async () => {
    const { code, stdout, stderr } = await esiState(['ping', '--endpoints', '127.0.0.1:1,127.0.0.1:2']);
    assert.equal(code, 3);
    assert.match(stdout, /^UNUSABLE {3}0 of 2 endpoints answer\n\nendpoint/);
    assert.match(
      stderr,
      /^error: etcd could not be asked: http:\/\/127\.0\.0\.1:1: connection refused, [^\n]*\n$/,
    );
  });
});

describe('ping of three members', () => {
  let cluster: ThrowawayCluster;
  before(async () => {
    cluster = await startEtcdCluster(3);
  });
  after(() => cluster.stop());

  it('tells who leads, and members that were not named', async () => {
    const { code, told } = await ping(cluster.endpoints);
    assert.equal(code, 0);
    assert.deepEqual(told.endpoints.map(({ role }) => role).sort(), ['follower', 'follower', 'leader']);
    assert.ok(told.endpoints.every(({ raft_lag }) => (raft_lag ?? -1) >= 0));
    assert.deepEqual(told.other_members, []);
    const two = await ping(cluster.endpoints.slice(0, 2));
    assert.deepEqual([two.code, two.told.verdict], [0, 'ok']);
    assert.deepEqual(
      two.told.other_members?.map(({ client_urls }) => client_urls),
      [[cluster.endpoints[2]]],
    );
    const { stdout } = await esiState(['ping', '--endpoints', cluster.endpoints[0] ?? '']);
    assert.match(stdout, /\nNOTE {7}member member-1 at http:\S+ is not among the endpoints\nNOTE .*member-2/);
  });

  it('one down is degraded, and the others are enough', async () => {
    await cluster.members[2]?.signal('SIGKILL');
    const { code, stderr, told } = await ping(cluster.endpoints);
    assert.deepEqual([code, stderr, told.verdict], [0, '', 'degraded']);
    assert.deepEqual(
      told.endpoints.map(({ error }) => error),
      [null, null, 'connection refused'],
    );
    assert.deepEqual(told.other_members, []);
    assert.deepEqual(rights(told), allOf('true true'));
  });

  it('two down are exit 3: the last one knows no leader', async () => {
    await cluster.members[1]?.signal('SIGKILL');
    const ran = await ping(cluster.endpoints, {}, '--command-timeout', '3s');
    assertError(ran, /has no leader.*connection refused/);
    assert.deepEqual(rights(ran.told), allOf('null null'));
    const [left] = ran.told.endpoints;
    assert.match(left?.version ?? '', /^3\./);
    assert.match(left?.error ?? '', /no leader/);
  });
});

const STAGES = ['/esi-worker/heat_stacks/', '/esi-worker/job_state/', '/state/'];
const every = (right: 'Read' | 'Readwrite'): Grants =>
  Object.fromEntries([...STAGES, '/config/', '/jobs/'].map((prefix) => [prefix, right]));
const USERS: Readonly<Record<string, Grants>> = {
  reader: every('Read'),
  writer: { ...every('Read'), ...Object.fromEntries(STAGES.map((prefix) => [prefix, 'Readwrite' as const])) },
  stranger: { '/state/': 'Read', '/config/': 'Read' },
  blind: { '/': 'Write' },
  partial: { ...every('Read'), '/state/v2.0/ports/': 'Readwrite' },
};

describe('ping of an etcd with users', () => {
  let etcd: ThrowawayEtcd;
  before(async () => {
    etcd = await startEtcd();
    await demandLogin(etcd.endpoint, USERS);
  });
  after(() => etcd.stop());

  it('finds what each user may do, and writes nothing with any of them', async () => {
    const all = async () => {
      const client = admin(etcd.endpoint);
      const told = await client.getAll().exec();
      client.close();
      return [told.header.revision, told.kvs];
    };
    const before = await all();
    const expected: Record<string, [number, Record<string, string>]> = {
      root: [0, allOf('true true')],
      reader: [0, allOf('true false')],
      writer: [0, { ...allOf('true true'), config: 'true false', jobs: 'true false' }],
      stranger: [3, { ...allOf('false false'), state: 'true false', config: 'true false' }],
      blind: [3, allOf('false true')],
      partial: [0, allOf('true false')],
    };
    for (const [name, [code, found]] of Object.entries(expected)) {
      const ran = await ping(etcd.endpoints, login(name));
      assert.equal(ran.code, code, `${name}: ${ran.stderr}`);
      assert.deepEqual(rights(ran.told), found, name);
      assert.ok(!ran.stdout.includes(PASSWORD));
    }
    assert.deepEqual(await all(), before);
  });

  it('tells a user what root alone is told as not told, and it is no problem', async () => {
    const forRootAlone = statusIsForRootAlone(await versionOf(etcd));
    for (const user of ['root', 'reader']) {
      const { code, told } = await ping(etcd.endpoints, login(user));
      assert.deepEqual([code, told.verdict, told.problems], [0, 'ok', []]);
      const [one] = told.endpoints;
      const hidden = forRootAlone && user !== 'root';
      assert.equal(one?.version, hidden ? null : await versionOf(etcd));
      assert.equal(one?.role, hidden ? null : 'leader');
      assert.deepEqual(
        [one?.has_leader, one?.raft_lag, one?.alarms],
        hidden ? [null, null, null] : [true, 0, []],
      );
      assert.equal(one?.reachable, true);
      assert.equal(one?.cluster_id, told.source.cluster_id);
      assert.ok((one?.revision ?? 0) > 0 && (one?.read_ms ?? 0) > 0);
      const { stdout } = await esiState(['ping', '--endpoints', etcd.endpoint], { env: login(user) });
      assert.equal(/^NOTE +version, leader, .* not told to this user/m.test(stdout), hidden);
      assert.equal(/^http:\S+ +not told +not told +\d+ +not told +[\d.]+ ms$/m.test(stdout), hidden);
    }
  });

  it('without a user it tells the cluster, and that a user is demanded', async () => {
    const ran = await ping(etcd.endpoints);
    assertError(ran, /demands a user/);
    assert.match(ran.told.source.cluster_id, /^[0-9a-f]+$/);
  });

  it('says what may not be read, and how it is granted', async () => {
    const ran = await esiState(['ping', '--endpoints', etcd.endpoint], { env: login('stranger') });
    assertError(
      ran,
      /denied to read \/esi-worker\/heat_stacks\/, .*; give the etcd user a role with that right/,
    );
    assert.match(ran.stdout, /^UNUSABLE .*\nstate +\/state\/ +yes +no\n/s);
  });

  it('a wrong password is exit 3', async () => {
    const ran = await ping(etcd.endpoints, { ...login('reader'), ETCDCTL_PASSWORD: 'wrong' });
    assertError(ran, /authentication failed/);
  });

  it('the probe agrees with a real write', async () => {
    const probe = probeEtcd(settingsFor(etcd.endpoints, { user: 'partial', password: PASSWORD }));
    const prefixes = ['/state/v2.0/ports/', '/state/v2.0/ports/a/', '/state/', '/state/v2.0/', '/jobs/'];
    const may = await Promise.all(prefixes.map((prefix) => probe.mayWrite(prefix)));
    probe.close();
    assert.deepEqual(may, [true, true, false, false, false]);
  });
});

it('an alarm is told; a full database can still be read', async (t) => {
  const etcd = await startEtcd({ quotaBytes: 2 ** 20 });
  t.after(() => etcd.stop());
  const client = admin(etcd.endpoint, false);
  const fill = async (): Promise<void> => {
    await client.put('/elsewhere').value(Buffer.alloc(2 ** 18));
    await fill();
  };
  await assert.rejects(fill(), /database space exceeded/);
  client.close();
  const { code, told } = await ping(etcd.endpoints);
  assert.deepEqual([code, told.verdict, told.endpoints[0]?.alarms], [0, 'degraded', ['NOSPACE']]);
  assert.match(told.problems[0]?.message ?? '', /NOSPACE/);
  assert.match(told.problems[0]?.hint ?? '', /compact.*disarm the alarm/);
});
