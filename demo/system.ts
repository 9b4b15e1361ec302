/** The sample system: one resource of each kind that an operator meets. */
import { type Facts, type StackOutput, state } from './documents.ts';

import {
  abandoned,
  changed,
  complete,
  inFlight,
  jobKeyOf,
  keyOf,
  settled,
  stackless,
  type Write,
} from './lives.ts';

export interface Sample {
  /** `<schema path>/<id>`. */
  readonly name: string;
  readonly writes: readonly Write[];
  readonly verdict: string;
  /** After the repair, where it is another one. */
  readonly repaired?: string;
}

const TENANT = 'fe3a4a1a72c04479bb6c19c2c0ccba4c';
const PORT = { plural: 'ports', singular: 'port' };
const NETWORK = { plural: 'networks', singular: 'network' };

function portOutputs(vmi: string, mac: string | null): StackOutput[] {
  return [
    {
      output_value: [['default-domain', 'admin', 'b62eefe0-0872-478d-adfe-1a606320f0e7']],
      description: 'Virtual network.',
      output_key: 'virtual_network',
    },
    {
      output_value: `default-domain:admin:${vmi}`,
      description: 'Fully Qualified Name of the VMI',
      output_key: 'fq_name',
    },
    {
      output_value: vmi,
      description: 'A unique id for the virtual machine interface.',
      output_key: 'id',
    },
    {
      output_value: { allowed_address_pair: [] },
      description: 'Virtual machine allowed address pairs.',
      output_key: 'allowed_address_pairs',
    },
    {
      output_value: mac === null ? null : [mac],
      description: 'Virtual machine interface mac address.',
      output_key: 'mac_address',
    },
  ];
}

function port(id: string, vmi: string, mac: string | null, action: Facts['action'] = 'CREATE'): Facts {
  return { type: PORT, id, tenant: TENANT, action, outputs: portOutputs(vmi, mac) };
}

function network(id: string, error?: string): Facts {
  const fqName = {
    output_value: `default-domain:admin:${id}`,
    description: 'Its name.',
    output_key: 'fq_name',
  };
  const facts: Facts = { type: NETWORK, id, tenant: TENANT, action: 'CREATE', outputs: [fqName] };
  return error === undefined ? facts : { ...facts, outputs: [], error };
}

const SEED = port(
  'ddc14be4-3480-4e97-a978-817b18f9904c',
  'f68d0924-ef20-4c1b-ac45-0e6b879af5e7',
  'fa:16:3e:f7:60:7f',
  'UPDATE',
);
const SETTLED = network('b62eefe0-0872-478d-adfe-1a606320f0e7');
const FAILED = network('7d20c1aa-93e5-4f0e-8c1b-55a0be1f6d02', 'no VLAN is left in pool-3');
const BUSY = port('c40aa1f7-5f0d-4d8c-b6a5-20f1f5f5a9d3', '31e5c0de-7b1f-4b0a-9a55-0f3f7b1d2c44', null);
const DROPPED = '0a11c2d9-66b0-4b52-9c7e-3d8f2a514be0';
const DROPPED_VMI = '9b2f7c10-2d35-4a6e-8f0c-c1d74e83ab19';
const EDITED = '5e8870d2-1f4b-4c39-a0de-b7c35a91f264';
const EDITED_VMI = 'e3a94b57-08cd-4f12-b6e1-7a50d2c98f36';
const ABANDONED = port(DROPPED, DROPPED_VMI, 'fa:16:3e:b3:02:c8', 'UPDATE');
const RIGHT = port(EDITED, EDITED_VMI, 'fa:16:3e:0c:55:1a');

/** The names that the demo's commands use. */
export const SEED_NAME = 'ddc14';
export const ABANDONED_NAME = 'ports/0a11c2d9';
export const CHANGED_NAME = 'ports/5e8870d2';

/** The dead worker's job, as an operator who has looked at the worker's host names it. */
export const DEAD_JOB = jobKeyOf(ABANDONED);

/** The key whose bytes the repair must bring back, and those bytes. */
export const CHANGED_STATE = { key: keyOf('state', RIGHT), original: state(RIGHT, 1) };

export const SYSTEM: readonly Sample[] = [
  { name: nameOf(SEED), verdict: 'complete', writes: complete(SEED, 2) },
  { name: nameOf(SETTLED), verdict: 'settled', writes: settled(SETTLED) },
  { name: 'v2.0/quotas/default', verdict: 'stackless', writes: stackless('v2.0/quotas/default', TENANT) },
  {
    name: `common/v1.0/tenants/${TENANT}`,
    verdict: 'stackless',
    writes: stackless(`common/v1.0/tenants/${TENANT}`, TENANT),
  },
  { name: nameOf(BUSY), verdict: 'in_flight', writes: inFlight(BUSY) },
  { name: nameOf(FAILED), verdict: 'failed', writes: settled(FAILED) },
  {
    name: nameOf(ABANDONED),
    verdict: 'broken',
    repaired: 'settled',
    writes: abandoned(port(DROPPED, DROPPED_VMI, null), ABANDONED),
  },
  {
    name: nameOf(RIGHT),
    verdict: 'broken',
    repaired: 'settled',
    writes: changed(RIGHT, port(EDITED, EDITED_VMI, 'fa:16:3e:0c:55:1b')),
  },
];

function nameOf({ type, id }: Facts): string {
  return `v2.0/${type.plural}/${id}`;
}
