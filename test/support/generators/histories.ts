/** Random histories on a real etcd: lives of resources, and what hands, leases and other programs do in between. */
import type { WritableSource } from '../../../src/store/source.ts';
import type { MadeResource } from '../data/made.ts';
import { TYPES } from '../data/types.ts';
import type { MemoryWrite } from '../run/memory.ts';
import { commit } from '../run/worker.ts';
import { anySystem } from './lives.ts';
import { below, pick, type Random } from './random.ts';

/** So many resources; some share an ID across types. */
export function anyResources(count: number, random: Random): MadeResource[] {
  const hex = (length: number) => Array.from({ length }, () => below(random, 16).toString(16)).join('');
  const ids = Array.from({ length: Math.ceil(count * 0.8) }, () => `${hex(8)}-${hex(4)}`);
  const made = Array.from({ length: count }, (): MadeResource => {
    const [schemaPath, singular] = pick(random, TYPES);
    return { ref: { schemaPath, id: pick(random, ids) }, singular, tenantId: hex(32) };
  });
  return [...new Map(made.map((one) => [`${one.ref.schemaPath}/${one.ref.id}`, one])).values()];
}

export interface History {
  /** The next so many writes of the lives; false once they are at their end. */
  live(writes: number): Promise<boolean>;
  /** One change that no worker makes. */
  meddle(): Promise<void>;
  /** Breaks one resource; gives what mends it, or deletes it altogether. */
  breakOne(): Promise<() => Promise<void>>;
}

/** Keys under these are fair game for meddling. */
const AREAS = ['/esi-worker/heat_stacks/', '/esi-worker/job_state/', '/state/', '/config/', '/jobs/'];

export function newHistory(
  source: WritableSource,
  resources: readonly MadeResource[],
  random: Random,
): History {
  const writes: MemoryWrite[] = anySystem(resources, random).map((write) =>
    'delete' in write ? { delete: write.delete } : { put: write.put, value: write.value },
  );
  const write = (one: MemoryWrite) => commit(source, [], one);
  return {
    live: async (count) => {
      for (const one of writes.splice(0, count)) await write(one);
      return writes.length > 0;
    },
    meddle: async () => {
      for (const one of await meddling(source, random)) await write(one);
    },
    breakOne: async () => {
      const [broken, mended] = await breaking(source, random);
      for (const one of broken) await write(one);
      return async () => {
        for (const one of mended) await write(one);
      };
    },
  };
}

async function meddling(source: WritableSource, random: Random): Promise<MemoryWrite[]> {
  const all = await source.read([{ from: '/', to: '0' }]);
  const keys = (all.ranges[0]?.keys ?? []).filter(({ key }) => AREAS.some((area) => key.startsWith(area)));
  if (keys.length === 0) return [{ put: '/gohan/other', value: 'x' }];
  const { key, value: bytes } = pick(random, keys);
  const other = Buffer.from(pick(random, keys).value).toString();
  const value = Buffer.from(bytes).toString();
  const stages = keys.filter((one) => !one.key.startsWith('/jobs/') && !one.key.startsWith('/config/'));
  const whole = stages.length === 0 ? key : pick(random, stages).key;
  const share = pick(random, [0.3, 1]);
  return pick<() => MemoryWrite[]>(random, [
    () => [{ delete: key }],
    () => [{ delete: whole }],
    () => [{ delete: key }, { put: key, value }],
    () => [{ put: key, value }],
    () => [{ put: key, value: other }],
    () => [{ put: key, value: value.slice(0, -2) }],
    () => [{ put: whole, value: value.replace(/"version": \d+/, `"version": ${1 + below(random, 9)}`) }],
    () => [{ put: whole, value: value.replace('COMPLETE', 'FAILED') }],
    () => [{ put: '/gohan/other', value: 'x' }],
    () => [{ put: '/state/stray', value: 'no resource' }],
    () => [
      {
        put: `/jobs/all/modify:heat_worker:port:${key.slice(key.lastIndexOf('/') + 1)}:9:abcde`,
        value: '{}',
      },
    ],
    () => keys.filter((one) => one.key.startsWith('/jobs/')).map((one) => ({ delete: one.key })),
    () =>
      keys
        .filter((one) => one.key.startsWith('/config/') && random() < share)
        .map((one) => ({ delete: one.key })),
  ])();
}

async function breaking(source: WritableSource, random: Random): Promise<[MemoryWrite[], MemoryWrite[]]> {
  const { ranges } = await source.read([{ from: '/state/', to: '/state0' }]);
  const keys = ranges[0]?.keys ?? [];
  if (keys.length === 0) return [[], []];
  const { key, value } = pick(random, keys);
  const name = key.slice('/state/'.length);
  const all = ['/state/', '/esi-worker/job_state/', '/esi-worker/heat_stacks/'];
  const mended: MemoryWrite[] =
    random() < 0.5
      ? [{ put: key, value: Buffer.from(value).toString() }]
      : all.map((prefix) => ({ delete: `${prefix}${name}` }));
  return [[{ put: key, value: '{' }], mended];
}
