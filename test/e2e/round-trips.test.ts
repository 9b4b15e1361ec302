/** How often the built tool waits for etcd, one answer after the other: on a link of 0.8 s each turn is 0.8 s. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it, type TestContext } from 'node:test';
import { loadBrokenPorts } from '../support/data/broken-ports.ts';
import { esiState } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import type { MemoryWrite } from '../support/run/memory.ts';
import { type CountedLink, countedLinkTo } from '../support/run/turns.ts';

/** Longer than the tool needs between two requests, also where other work runs beside. */
const DELAY_MS = 60;

const WORDS = [
  ...['bandwidths', 'chassis', 'dns_zones', 'endpoints', 'firewalls', 'flavors', 'floating_ips', 'gateways'],
  ...['groups', 'hosts', 'images', 'interfaces', 'keys', 'listeners', 'load_balancers', 'members'],
  ...['monitors', 'networks', 'nodes', 'plans', 'policies', 'pools', 'ports', 'projects'],
  ...['qos_options', 'quotas', 'reserve_addresses', 'routers', 'routes', 'rules', 'segments', 'servers'],
  ...['services', 'snapshots', 'subnets', 'templates', 'tenants', 'volumes', 'vpns', 'zones'],
];

/** UUIDs, as most IDs are: what is shown of them is the beginning, if no other one has it. */
function idOf(name: string): string {
  const hex = createHash('sha1').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

const HEALTHY = '{"error": "", "state": {"worker_state": "READ_COMPLETE"}, "version": 1}';
const CONFIG = '{"body": "{}", "marked_for_deletion": false, "version": 1}';

/** Resources without a stack, of so many types in turn. */
function store(types: number, resources: number): MemoryWrite[] {
  return Array.from({ length: resources }, (_, n) => {
    const type = WORDS[n % types] ?? '';
    const name = `v2.0/${type}/${idOf(`${type}${n}`)}`;
    return [
      { put: `/config/${name}`, value: CONFIG },
      { put: `/state/${name}`, value: HEALTHY },
    ];
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
    it(`verify of a small store of ${types} types`, async (t) => {
      for (const broken of [0, 30]) {
        const link = await filled(t, store(types, 60 - broken));
        if (broken > 0) await loadBrokenPorts(etcd, broken);
        assert.ok((await counted(link, t, 'verify', '--all', '--settle', '0')) <= 6);
        assert.ok((await counted(link, t, 'verify', '--all', '--settle', '100ms')) <= 9);
      }
    });

    it(`show of a small store of ${types} types`, async (t) => {
      const link = await filled(t, store(types, 60));
      const id = idOf('bandwidths0');
      for (const name of [`v2.0/bandwidths/${id}`, `bandwidths/${id.slice(0, 8)}`, id.slice(0, 8), id])
        assert.ok((await counted(link, t, 'show', name)) <= 3, name);
    });

    it(`show of a larger store of ${types} types`, async (t) => {
      // Of these names' types one is the first, one the last.
      const link = await filled(t, store(types, 5000));
      const [first, last] = ['bandwidths', WORDS[types - 1] ?? ''];
      const [id, lastId] = [idOf(`${first}0`), idOf(`${last}${types - 1}`)];
      assert.ok((await counted(link, t, 'show', `v2.0/${first}/${id}`)) <= 3);
      for (const name of [`${first}/${id.slice(0, 8)}`, id.slice(0, 8), `${last}/${lastId.slice(0, 8)}`])
        assert.ok((await counted(link, t, 'show', name)) <= 3 + Math.ceil(types / 8), name);
    });
  }
});
