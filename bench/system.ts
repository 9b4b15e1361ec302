/** A made system of real shape: types, sizes and shares as recorded of real ones. */
import { createHash } from 'node:crypto';
import type { WritableSource, Write } from '../src/store/source.ts';

/** Types with their singular and outputs; about four in ten resources have no stack. */
const STACKED = [
  { path: 'v2.0/ports', singular: 'port', share: 0.35, outputs: 7 },
  { path: 'v2.0/networks', singular: 'network', share: 0.1, outputs: 4 },
  { path: 'v2.0/subnets', singular: 'subnet', share: 0.1, outputs: 6 },
  { path: 'v2.0/ese_logical_ports', singular: 'ese_logical_port', share: 0.05, outputs: 4 },
] as const;
const STACKLESS = [
  { path: 'v2.0/physical_ports', share: 0.2 },
  { path: 'common/v1.0/tenants', share: 0.15 },
  { path: 'v2.0/qos_options', share: 0.05 },
] as const;

export interface MadeKey {
  readonly key: string;
  readonly value: string;
}

/** A UUID that follows from the number, so that each run makes the same system. */
export function uuidOf(seed: string): string {
  const hex = createHash('sha1').update(seed).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

const python = (value: unknown): string =>
  typeof value !== 'object' || value === null
    ? JSON.stringify(value)
    : Array.isArray(value)
      ? `[${value.map(python).join(', ')}]`
      : `{${Object.entries(value)
          .map(([key, item]) => `${JSON.stringify(key)}: ${python(item)}`)
          .join(', ')}}`;

function outputs(count: number, seed: string) {
  return Array.from({ length: count }, (_, i) => ({
    output_value:
      i % 3 === 0
        ? `default-domain:admin:${uuidOf(`${seed}-${i}`)}`
        : [[`value-${i}`, uuidOf(`${seed}${i}`)]],
    description: `Description of what output ${i} means.`,
    output_key: `output_${i}`,
  }));
}

/** The keys of the n-th resource of a type with a stack, at a version: config, heat_stacks, state. */
export function stackedKeys(type: (typeof STACKED)[number], n: number, version = 1): MadeKey[] {
  const id = uuidOf(`${type.path}${n}`);
  const list = outputs(type.outputs, `${id}${version > 1 ? version : ''}`);
  const sorted = list.map(({ output_value, description, output_key }) => ({
    description,
    output_key,
    output_value,
  }));
  const heat = {
    id: `${type.singular}:${id}`,
    output: sorted,
    stack_id: `${type.singular}_${id}`,
    stack_status: 'CREATE_COMPLETE',
    status_reason: 'Stack CREATE completed successfully',
    tenant_id: uuidOf('tenant').replaceAll('-', ''),
  };
  const state = {
    error: '',
    state: {
      heat_outputs: python(list),
      orchestration_state: 'CREATE_COMPLETE',
      worker_state: 'CREATE_COMPLETED',
    },
    version,
  };
  const name = `${type.path}/${id}`;
  return [
    { key: `/config/${name}`, value: config(id, version) },
    { key: `/esi-worker/heat_stacks/${name}`, value: python(heat) },
    { key: `/state/${name}`, value: python(state) },
  ];
}

function stacklessKeys(path: string, n: number): MadeKey[] {
  const id = uuidOf(`${path}${n}`);
  return [
    { key: `/config/${path}/${id}`, value: config(id, 1) },
    {
      key: `/state/${path}/${id}`,
      value: '{"error": "", "state": {"worker_state": "READ_COMPLETE"}, "version": 1}',
    },
  ];
}

function config(id: string, version: number): string {
  const body = JSON.stringify({
    id,
    name: `resource ${id}`,
    tenant_id: uuidOf('tenant'),
    admin_state_up: true,
    tags: {},
  });
  return python({ body, marked_for_deletion: false, version });
}

/** All keys of a system of so many resources. */
export function* madeKeys(resources: number): Generator<MadeKey> {
  for (const type of STACKED) {
    for (let n = 0; n < Math.round(resources * type.share); n++) yield* stackedKeys(type, n);
  }
  for (const { path, share } of STACKLESS) {
    for (let n = 0; n < Math.round(resources * share); n++) yield* stacklessKeys(path, n);
  }
}

/** etcd takes 128 operations a transaction. */
const WRITES_A_COMMIT = 120;
const COMMITS_AT_ONCE = 8;

/** Writes the keys, config first as in life, in few transactions. Gives how many. */
export async function fill(source: WritableSource, keys: Iterable<MadeKey>): Promise<number> {
  let count = 0;
  let batch: Write[] = [];
  let running: Promise<unknown>[] = [];
  for (const { key, value } of keys) {
    batch.push({ put: key, value: Buffer.from(value), keepLease: false });
    count++;
    if (batch.length < WRITES_A_COMMIT) continue;
    running.push(source.commit([], batch));
    batch = [];
    if (running.length >= COMMITS_AT_ONCE) {
      await Promise.all(running);
      running = [];
    }
  }
  if (batch.length > 0) running.push(source.commit([], batch));
  await Promise.all(running);
  return count;
}

export const PORTS = STACKED[0];
