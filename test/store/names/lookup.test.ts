import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Etcd3 } from 'etcd3';
import fc from 'fast-check';
import { UsageError } from '../../../src/errors.ts';
import { parseNames } from '../../../src/settings/names.ts';
import { DEFAULT_PREFIXES, type Prefixes, refsNamed, resourceName } from '../../../src/stages/keys.ts';
import { connectEtcd } from '../../../src/store/etcd/connect.ts';
import { longNamesNow } from '../../../src/store/names/find.ts';
import { resolveNames } from '../../../src/store/names/lookup.ts';
import { allSchemaPaths, listSchemaPaths, typesInTurn } from '../../../src/store/names/types.ts';
import type { Source, WritableSource } from '../../../src/store/source.ts';
import { startEtcd, type ThrowawayEtcd } from '../../../tools/throwaway-etcd/etcd.ts';

const PORT = 'ddc14be4-3480-4e97-a978-817b18f9904c';
const NETWORK = 'ddc1aaaa-0000-4e97-a978-817b18f9904c';
const TENANT = '0123456789abcdef0123456789abcdef';
const MANY = 5000;
let etcd: ThrowawayEtcd;
let store: WritableSource;
let bare: Etcd3;

interface Counted extends Source {
  reads: number;
  ranges: number;
  keys: number;
}

/** The source with what it was asked and what it sent, counted. */
function counted(): Counted {
  const counter: Counted = {
    identity: () => store.identity(),
    leaseSecondsLeft: (lease) => store.leaseSecondsLeft(lease),
    changesBetween: (first, last) => store.changesBetween(first, last),
    close: () => store.close(),
    reads: 0,
    ranges: 0,
    keys: 0,
    async read(ranges) {
      counter.reads += 1;
      counter.ranges += ranges.length;
      const result = await store.read(ranges);
      for (const range of result.ranges) counter.keys += range.keys.length;
      return result;
    },
  };
  return counter;
}

/** Keys that aren't UTF-8 too, which the store's own writes can't name. */
async function put(key: string | Uint8Array, value: string): Promise<void> {
  await bare.kv.put({ key: Buffer.from(key), value: Buffer.from(value) });
}

/** As many at once as etcd takes. */
const AT_ONCE = 100;

async function putEmpty(keys: readonly string[]): Promise<void> {
  const writes = keys.map((key) => ({ put: key, value: Buffer.from('{}'), keepLease: false }));
  for (let at = 0; at < writes.length; at += AT_ONCE) await store.commit([], writes.slice(at, at + AT_ONCE));
}

async function resolve(names: string[], source: Source = store, revision?: number) {
  const queries = parseNames(names, { prefixes: DEFAULT_PREFIXES, allowTypes: true });
  const { refs, failures } = await resolveNames(source, DEFAULT_PREFIXES, queries, { revision });
  return { names: refs.map(resourceName), failures: failures.map(({ message }) => message) };
}

const RESOURCES = [
  { name: `v2.0/ports/${PORT}`, stages: ['heat_stacks', 'state', 'config'] },
  { name: `v2.0/networks/${NETWORK}`, stages: ['heat_stacks', 'state'] },
  { name: 'v2.0/quotas/default', stages: ['state'] },
  { name: 'v2.0/quotas/abc', stages: ['state'] },
  { name: `v2.0/quotas/${TENANT}`, stages: ['state'] },
  { name: `common/v1.0/tenants/${TENANT}`, stages: ['state'] },
  { name: 'v2.0/reserve_addresses/default', stages: ['state', 'job_state'] },
  { name: 'v2.0/reserve_addresses/default2', stages: ['job_state'] },
  { name: 'v2.0/indices/one_two', stages: ['state'] },
  { name: 'v2.0/ports/beef0000-only-in-config', stages: ['config'] },
  { name: 'v2.0/plans/feed-in-config', stages: ['config'] },
] as const;

const bulk = (i: number) => `${(i * 2654435761).toString(16).slice(-6).padStart(6, '0')}00-${i}`;

before(async () => {
  etcd = await startEtcd();
  store = connectEtcd({
    endpoints: etcd.endpoints,
    dialTimeoutMs: 5000,
    commandTimeoutMs: 20_000,
    insecureSkipTlsVerify: false,
  });
  bare = new Etcd3({ hosts: [...etcd.endpoints] });
  for (const { name, stages } of RESOURCES) {
    for (const stage of stages) await put(`${DEFAULT_PREFIXES[stage]}${name}`, '{"version": 3}');
  }
  await putEmpty(Array.from({ length: MANY }, (_, i) => `/state/v2.0/servers/${bulk(i)}`));
  for (const folder of ['all', 'working']) {
    await put(`/jobs/${folder}/create:heat_worker:port:${PORT}:1:aaa`, '');
    await put(`/jobs/${folder}/create:heat_worker:plan:feed-in-config:4:bbb`, '');
    await put(`/jobs/${folder}/modify:heat_worker:port:cafe-job-only:1:ccc`, '');
  }
  await putEmpty(Array.from({ length: 300 }, (_, i) => `/jobs/all/delete:heat_worker:server:s${i}:1:r`));
});

after(async () => {
  store?.close();
  bare?.close();
  await etcd?.stop();
});

test('a full name costs one small read', async () => {
  const source = counted();
  const names = [`v2.0/ports/${PORT}`, '/state/v2.0/quotas/abc', `/config/v2.0/ports/${PORT}`];
  assert.deepEqual(await resolve(names, source), {
    names: [`v2.0/ports/${PORT}`, 'v2.0/quotas/abc'],
    failures: [],
  });
  assert.deepEqual([source.reads, source.ranges], [1, 12]);
});

test('an ID or a prefix is found without reading a prefix of the store whole', async () => {
  const source = counted();
  const found = await resolve(['ddc14', bulk(77), 'port:ddc1', 'quotas/default'], source);
  assert.deepEqual(found.failures, []);
  assert.deepEqual(found.names, [`v2.0/ports/${PORT}`, `v2.0/servers/${bulk(77)}`, 'v2.0/quotas/default']);
  assert.ok(source.reads < 20, `${source.reads} reads`);
  assert.ok(source.keys < 400, `${source.keys} keys`);
});

test('nor is it for what does not exist', async () => {
  const source = counted();
  const { names, failures } = await resolve(['99999999-nothing', 'feedfeed'], source);
  assert.deepEqual(names, []);
  assert.equal(failures.length, 2);
  assert.ok(source.reads < 40, `${source.reads} reads`);
  assert.ok(source.keys < 900, `${source.keys} keys`);
});

test('many names share the list of types and their round trips', async () => {
  const source = counted();
  const wanted = Array.from({ length: 200 }, (_, i) => bulk(i * 7));
  const { names, failures } = await resolve(wanted, source);
  assert.deepEqual(failures, []);
  assert.deepEqual(
    names,
    wanted.map((id) => `v2.0/servers/${id}`),
  );
  assert.ok(source.reads < 45, `${source.reads} reads`);
});

test('an exact ID wins over prefixes', async () => {
  assert.deepEqual((await resolve(['reserve_address_default'])).names, ['v2.0/reserve_addresses/default']);
  assert.deepEqual((await resolve(['reserve_addresses/default'])).names, ['v2.0/reserve_addresses/default']);
  assert.deepEqual((await resolve(['reserve_address:default2'])).names, ['v2.0/reserve_addresses/default2']);
});

test('an irregular singular names its type, an ID may hold the sign between', async () => {
  assert.deepEqual((await resolve(['index_one_two'])).names, ['v2.0/indices/one_two']);
  assert.deepEqual((await resolve(['one_two'])).names, ['v2.0/indices/one_two']);
  assert.deepEqual((await resolve(['v2.0/index/one_'])).names, ['v2.0/indices/one_two']);
});

test('upper case is tried as typed, then in lower case', async () => {
  const names = [PORT.toUpperCase(), `v2.0/ports/${PORT.toUpperCase()}`, 'PORT:DDC1', 'ports/DDC1'];
  assert.deepEqual(await resolve(names), { names: [`v2.0/ports/${PORT}`], failures: [] });
  assert.equal((await resolve(['quotas/DEFAULT'])).failures.length, 1, 'words are not hexadecimal');
});

test('an ambiguous prefix lists its matches, the other names are dealt with', async () => {
  assert.deepEqual(await resolve(['ddc1', 'quotas/abc']), {
    names: ['v2.0/quotas/abc'],
    failures: [`"ddc1" is ambiguous: v2.0/networks/${NETWORK}, v2.0/ports/${PORT}; type more of it`],
  });
});

test('an ID of several types asks for the type', async () => {
  const { failures } = await resolve([TENANT]);
  assert.match(
    failures[0] ?? '',
    /is ambiguous: common\/v1.0\/tenants\/.*, v2.0\/quotas\/.*; name its type too/,
  );
  assert.deepEqual((await resolve([`tenant:${TENANT}`])).names, [`common/v1.0/tenants/${TENANT}`]);
});

test('what is left out of an ambiguous list is counted', async () => {
  for (let i = 0; i < 25; i += 1) await put(`/state/v2.0/words/wordy-${100 + i}`, '{}');
  const { failures } = await resolve(['wordy']);
  assert.match(failures[0] ?? '', /wordy-109 and at least 15 more; type more of it$/);
});

test('all of a type, page by page', async () => {
  const source = counted();
  const { names, failures } = await resolve(['servers/', 'v2.0/ports/'], source);
  assert.deepEqual(failures, []);
  assert.equal(names.length, MANY + 1);
  assert.deepEqual(names.slice(0, MANY), [...names.slice(0, MANY)].sort());
  assert.ok(source.reads < 25, `${source.reads} reads`);
});

test('a type that nothing has', async () => {
  const { failures } = await resolve(['prots/', 'zones/', 'prots/ddc14be4']);
  assert.equal(failures[0], 'no resource of type "prots"; did you mean the type ports?');
  assert.equal(failures[1], 'no resource of type "zones"');
  const similar = `similar: v2.0/ports/${PORT}`;
  assert.equal(failures[2], `no resource "prots/ddc14be4"; ${similar}; did you mean the type ports?`);
});

test('a word that is a type is no beginning of an ID', async () => {
  await put('/state/v2.0/heat_templates/port', '{}');
  await put('/state/v2.0/heat_templates/portal', '{}');
  const all = (word: string, near: string) =>
    `"${word}" is a type, and no resource's name; did you mean ${near}? (ports/ is all of it, for verify, repair and list)`;
  assert.deepEqual(await resolve(['port', 'ports', 'v2.0/ports', 'portal', 'heat_templates/port']), {
    names: ['v2.0/heat_templates/portal', 'v2.0/heat_templates/port'],
    failures: [
      all('port', 'ports/ or v2.0/heat_templates/port'),
      all('ports', 'ports/'),
      all('v2.0/ports', 'ports/'),
    ],
  });
  const { failures } = await resolve(['index', 'prots']);
  assert.deepEqual(failures, [
    'no resource "index"; did you mean the type indices?',
    'no resource "prots"; did you mean the type ports?',
  ]);
});

test('a job names its resource, as screens and keys show it', async () => {
  const job = `create:heat_worker:port:${PORT}:1:aaa`;
  for (const name of [job, `working/${job}`, `/jobs/all/${job}`, `"${job}"`, ` '${PORT}' `])
    assert.deepEqual(await resolve([name]), { names: [`v2.0/ports/${PORT}`], failures: [] });
  const quota = `modify:heat_worker:quota:${TENANT}:2:abcde`;
  assert.deepEqual(
    (await resolve([quota])).names,
    [`v2.0/quotas/${TENANT}`],
    'of two types, the one it tells',
  );
});

test('a whole schema path is no other one that ends alike', async () => {
  await put('/state/a/v3/words/cafe-0001', '{}');
  await put('/state/v3/words/cafe-0001', '{}');
  assert.deepEqual((await resolve(['v3/words/cafe-', 'a/v3/words/cafe-'])).names, [
    'v3/words/cafe-0001',
    'a/v3/words/cafe-0001',
  ]);
  assert.match(
    (await resolve(['words/cafe-0001'])).failures[0] ?? '',
    /ambiguous: .*; name its type too, for example a\/v3/,
  );
  for (const path of ['a/v3', 'v3']) await bare.delete().key(`/state/${path}/words/cafe-0001`);
});

test('a resource is named as shortly as tells it from all others', async () => {
  const id = '5e5e5e5e-1111-4e97-a978-817b18f9904c';
  const names = [
    `v2/words/${id}`,
    `v2.0/words/${id}`,
    'v2/words/5e5e5e5e-1191-4e97-a978-817b18f9904c',
    'v2/terms/x',
    'v2.0/terms/x',
  ];
  for (const name of names) await put(`/state/${name}`, '{}');
  const longNames = await longNamesNow(
    { source: store, prefixes: DEFAULT_PREFIXES },
    refsNamed([...names, `v2.0/ports/${PORT}`]),
  );
  assert.deepEqual(Object.fromEntries(longNames), {
    [`v2/words/${id}`]: 'v2/words/5e5e5e5e-111',
    [`v2.0/words/${id}`]: 'v2.0/words/5e5e5e5e-111',
    'v2/words/5e5e5e5e-1191-4e97-a978-817b18f9904c': 'words/5e5e5e5e-119',
    'v2/terms/x': 'v2/terms/x',
    'v2.0/terms/x': 'v2.0/terms/x',
  });
  for (const [full, short] of longNames) assert.deepEqual((await resolve([short])).names, [full]);
  for (const name of names) await bare.delete().key(`/state/${name}`);
});

test('near misses: another ending, another type', async () => {
  const { failures } = await resolve(['ddc14be4-9999', `networks/${PORT}`, 'zzzzzz']);
  assert.equal(failures[0], `no resource "ddc14be4-9999"; similar: v2.0/ports/${PORT}`);
  assert.equal(failures[1], `no resource "networks/${PORT}"; similar: v2.0/ports/${PORT}`);
  assert.equal(failures[2], 'no resource "zzzzzz"');
});

test('what only /config or /jobs knows is told with its version and jobs', async () => {
  const names = ['beef0000', 'cafe-job', '/jobs/all/modify:heat_worker:port:cafe-job-only:1:ccc'];
  const { failures } = await resolve([...names, 'port:cafe-job-only', 'plan:cafe-job-only']);
  const job = 'modify:heat_worker:port:cafe-job-only:1:ccc';
  const jobs = `has no stage in etcd and nothing under /config; jobs: /jobs/all/${job}, /jobs/working/${job}`;
  assert.deepEqual(failures, [
    'v2.0/ports/beef0000-only-in-config has no stage in etcd; /config is at version 3, jobs: none',
    `"cafe-job" ${jobs}`,
    `"${names[2]}" ${jobs}`,
    `"port:cafe-job-only" ${jobs}`,
    'no resource "plan:cafe-job-only"',
  ]);
});

test('what is to be created, which /config and a job tell of, is a resource by every name', async () => {
  const name = 'v2.0/plans/feed-in-config';
  const job = 'create:heat_worker:plan:feed-in-config:4:bbb';
  for (const typed of [
    name,
    'plans/',
    'plans/feed-in-config',
    'feed-in',
    'plan:feed-in-config',
    `/jobs/all/${job}`,
    `/config/${name}`,
  ])
    assert.deepEqual(await resolve([typed]), { names: [name], failures: [] }, typed);
});

test('of several with the ID of a job, it is the one of the type of the job; else one that nothing speaks against', async () => {
  const putNamesake = (path: string, area = 'config') => put(`/${area}/${path}/abba-created`, '{}');
  await putNamesake('v2.0/zebras');
  await putNamesake('v2.0/alpacas');
  const found = async () => (await resolve(['abba-created', 'zebras/', 'alpacas/'])).names;
  assert.deepEqual(await found(), []);
  await put('/jobs/all/create:heat_worker:zebra:abba-created:1:aaaaa', '');
  assert.deepEqual(await found(), ['v2.0/zebras/abba-created']);
  await bare.delete().key('/jobs/all/create:heat_worker:zebra:abba-created:1:aaaaa');
  await put('/jobs/all/create:heat_worker:gnu:abba-created:1:aaaaa', '');
  assert.deepEqual(await found(), ['v2.0/alpacas/abba-created'], 'the first');
  await putNamesake('v2.0/camels', 'state');
  assert.deepEqual(await found(), ['v2.0/camels/abba-created'], 'the job is of what has a stage');
  await bare.delete().key('/jobs/all/create:heat_worker:gnu:abba-created:1:aaaaa');
  for (const key of ['/config/v2.0/zebras', '/config/v2.0/alpacas', '/state/v2.0/camels'])
    await bare.delete().key(`${key}/abba-created`);
});

test('a short prefix with a type is wrong usage, a short ID that is not there is just absent', async () => {
  await assert.rejects(resolve(['ports/ddc']), UsageError);
  assert.deepEqual((await resolve(['quotas/xyz'])).failures, ['no resource "quotas/xyz"']);
});

test('as of a revision', async () => {
  const then = (await store.read([{ from: 'x' }])).revision;
  await put('/state/v2.0/laters/late-one', '{}');
  assert.deepEqual((await resolve(['late-one'])).names, ['v2.0/laters/late-one']);
  assert.deepEqual((await resolve(['late-one'], store, then)).names, []);
});

async function allTypes(source: Source, prefixes: Prefixes) {
  let all = { paths: [] as readonly string[], resources: 0 };
  for await (const types of typesInTurn(source, prefixes)) all = types;
  return all;
}

test('odd keys neither loop nor hide the types behind them', async () => {
  const prefixes = { ...DEFAULT_PREFIXES, state: '/odd/', heat_stacks: '/odd-none/', job_state: '/odd-few/' };
  const raw = (tail: number[]) => Buffer.concat([Buffer.from('/odd/v1/bad'), Buffer.from(tail)]);
  await put(raw([0xff, 0xfe, 0x2f, 0x61]), '');
  await put(raw([0xff, 0xff, 0x2f, 0x61]), '');
  for (const key of [
    '/odd/',
    '/odd/x',
    '/odd//x',
    '/odd/v1/',
    '/odd/v1/a/',
    '/odd/v1/stray',
    '/odd/v1/zones/1',
  ]) {
    await put(key, '');
  }
  for (let i = 0; i < 40; i += 1) await put(`/odd/v1/a/${i}`, '');
  for (let i = 0; i < 40; i += 1) await put(`/odd/v1/m${i}`, '');
  await put('/odd/v1/networks/n/deep/1', '');
  await put('/odd-few/v1/b/1', '');
  const paths = await listSchemaPaths(store, prefixes);
  assert.deepEqual(paths.get('state'), ['v1', 'v1/a', 'v1/networks/n/deep', 'v1/zones']);
  assert.deepEqual(paths.get('job_state'), ['v1/b']);
  assert.deepEqual(paths.get('heat_stacks'), []);
  assert.deepEqual((await allTypes(store, prefixes)).paths, allSchemaPaths(paths));
});

test('the types of all areas are found while etcd counts the keys of each type in one area only', async () => {
  const prefixes = {
    ...{ heat_stacks: '/three/h/', job_state: '/three/j/', state: '/three/s/', config: '/three/c/' },
    jobs: '/three/jobs/',
  };
  for (let i = 0; i < 100; i += 1) {
    for (const area of ['heat_stacks', 'state', 'config'] as const)
      await put(`${prefixes[area]}v2.0/ports/${bulk(i)}`, '');
  }
  await put('/three/s/v2.0/plans/a', '');
  await put('/three/s/v2.0/ports/deep/a', '');
  await put('/three/j/v2.0/networks/a', '');
  await put('/three/c/v1/a/b', '');
  let counted = 0;
  const source: Source = {
    ...store,
    read: async (ranges) => {
      const answer = await store.read(ranges);
      for (const { count } of answer.ranges) counted += count;
      return answer;
    },
  };
  const { paths: types, resources } = await allTypes(source, prefixes);
  assert.deepEqual(types, ['v1/a', 'v2.0/networks', 'v2.0/plans', 'v2.0/ports']);
  assert.ok(counted < 110, String(counted));
  // 104, of which few are seen twice, or not at all.
  assert.ok(resources >= 103 && resources < 110, String(resources));
});

const SINGULARS: Record<string, string> = {
  'v2.0/ports': 'port',
  'v2.0/networks': 'network',
  'v2.0/quotas': 'quota',
  'common/v1.0/tenants': 'tenant',
  'v2.0/reserve_addresses': 'reserve_address',
  'v2.0/indices': 'index',
};

test('every way of writing a name of a resource resolves to it', async () => {
  const staged = RESOURCES.filter(({ stages }) => stages.some((stage) => stage !== 'config'));
  const resource = fc.constantFrom(...staged.map(({ name }) => name));
  await fc.assert(
    fc.asyncProperty(resource, fc.nat(7), fc.nat(40), fc.boolean(), async (name, way, length, shorten) => {
      const path = name.slice(0, name.lastIndexOf('/'));
      const id = name.slice(path.length + 1);
      const plural = path.slice(path.lastIndexOf('/') + 1);
      const used = shorten && id.length > 8 ? id.slice(0, Math.max(8, length)) : id;
      const singular = SINGULARS[path];
      const ways = [
        name,
        `${path}/${used}`,
        `${plural}/${used}`,
        `${singular}:${used}`,
        `${singular}_${used}`,
        `${plural}:${used}`,
        `/state/${name}`,
        `/esi-worker/heat_stacks/${name}`,
      ];
      assert.deepEqual(await resolve([ways[way] ?? name]), { names: [name], failures: [] });
    }),
    { numRuns: 200 },
  );
});
