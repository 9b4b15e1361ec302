/** How often the built tool waits for etcd, one answer after the other: on a link of 0.8 s each turn is 0.8 s. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it, type TestContext } from 'node:test';
import { esiState } from '../support/cli.ts';
import { type TestEtcd, testEtcd } from '../support/etcd.ts';
import type { MemoryWrite } from '../support/memory.ts';
import { type CountedLink, countedLinkTo } from '../support/turns.ts';

/** Longer than the tool needs between two requests, also where other work runs beside. */
const DELAY_MS = 60;

const WORDS = [
  ...['bandwidths', 'chassis', 'dns_zones', 'endpoints', 'firewalls', 'flavors', 'floating_ips', 'gateways'],
  ...['groups', 'hosts', 'images', 'interfaces', 'keys', 'listeners', 'load_balancers', 'members'],
  ...['monitors', 'networks', 'nodes', 'plans', 'policies', 'pools', 'ports', 'projects'],
  ...['qos_options', 'quotas', 'reserve_addresses', 'routers', 'routes', 'rules', 'segments', 'servers'],
  ...['services', 'snapshots', 'subnets', 'templates', 'tenants', 'volumes', 'vpns', 'zones'],
];

const idOf = (name: string) => createHash('sha1').update(name).digest('hex').slice(0, 32);

const HEALTHY = JSON.stringify({
  error: '',
  state: { heat_outputs: '[]', orchestration_state: '', worker_state: 'READ_COMPLETE' },
  version: 1,
});

function healthy(type: string, n: number): MemoryWrite[] {
  const name = `v2.0/${type}/${idOf(`${type}${n}`)}`;
  const config = JSON.stringify({ body: '{}', marked_for_deletion: false, version: 1 });
  return [
    { put: `/config/${name}`, value: config },
    { put: `/state/${name}`, value: HEALTHY },
  ];
}

/** State without stack outputs beside a stack that has some: broken by somebody, as no job is at work. */
function broken(type: string, n: number): MemoryWrite[] {
  const name = `v2.0/${type}/${idOf(`${type}${n}`)}`;
  const output = [{ description: '', output_key: 'id', output_value: 'x' }];
  const stack = { id: 'x', output, stack_id: 'x', stack_status: 'CREATE_COMPLETE', status_reason: '', tenant_id: '' };
  return [...healthy(type, n), { put: `/esi-worker/heat_stacks/${name}`, value: JSON.stringify(stack) }];
}

function store(types: number, resources: number, isBroken: (n: number) => boolean = () => false) {
  return Array.from({ length: resources }, (_, n) => {
    const type = WORDS[n % types] ?? '';
    return isBroken(n) ? broken(type, n) : healthy(type, n);
  }).flat();
}

describe('round trips, the connection included', () => {
  let etcd: TestEtcd;
  before(async () => {
    etcd = await testEtcd();
  });
  after(() => etcd.stop());

  async function counted(link: CountedLink, t: TestContext, ...args: string[]): Promise<number> {
    const { stderr, code } = await esiState(args, { env: { ETCDCTL_ENDPOINTS: link.endpoint } });
    assert.ok(code === 0 || code === 1, stderr);
    const turns = link.takeTurns();
    t.diagnostic(`${args.join(' ')}: ${turns}`);
    return turns;
  }

  async function filled(t: TestContext, writes: readonly MemoryWrite[]): Promise<CountedLink> {
    await etcd.clear();
    await etcd.writeAll(writes);
    return countedLinkTo(t, etcd.etcd.endpoint, DELAY_MS);
  }

  for (const types of [3, 20, 40]) {
    it(`a small store of ${types} types`, async (t) => {
      const link = await filled(t, store(types, 60));
      const id = idOf('bandwidths0');
      for (const name of [`v2.0/bandwidths/${id}`, `bandwidths/${id.slice(0, 8)}`, id.slice(0, 8), id])
        assert.ok((await counted(link, t, 'show', name)) <= 3, name);
      assert.ok((await counted(link, t, 'verify', '--all', '--settle', '0')) <= 6);
      assert.ok((await counted(link, t, 'verify', '--all', '--settle', '100ms')) <= 9);
    });

    it(`a small store of ${types} types, half of it broken`, async (t) => {
      const link = await filled(t, store(types, 60, (n) => n % 2 === 0));
      assert.ok((await counted(link, t, 'show', idOf('bandwidths0').slice(0, 8))) <= 4);
      assert.ok((await counted(link, t, 'verify', '--all', '--settle', '0')) <= 6);
      assert.ok((await counted(link, t, 'verify', '--all', '--settle', '100ms')) <= 9);
    });

    it(`a larger store of ${types} types`, async (t) => {
      const link = await filled(t, store(types, 3000));
      const id = idOf('bandwidths0');
      assert.ok((await counted(link, t, 'show', `v2.0/bandwidths/${id}`)) <= 3);
      const last = `${WORDS[types - 1]}/${idOf(`${WORDS[types - 1]}${types - 1}`).slice(0, 8)}`;
      for (const name of [`bandwidths/${id.slice(0, 8)}`, id.slice(0, 8), last])
        assert.ok((await counted(link, t, 'show', name)) <= 3 + Math.ceil(types / 8), name);
    });
  }
});
