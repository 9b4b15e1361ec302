/** One port's three stages at the end of a modify, as the writers write them, and the keys they lie under. */

import type { Json } from '../../../src/stages/json.ts';
import { readJsonText } from '../../../src/stages/json-read.ts';
import { pythonSorted, pythonUnsorted } from '../../../src/stages/json-write.ts';
import type { TestEtcd } from '../run/etcd.ts';

export const PORT_ID = 'ddc14be4-3480-4e97-a978-817b18f9904c';
export const PORT = `v2.0/ports/${PORT_ID}`;

const output = (output_key: string, description: string, output_value: unknown) => ({
  output_value,
  description,
  output_key,
});
const MAC = 'fa:16:3e:f7:60:7f';
const OUTPUTS = [
  output('virtual_network', 'Virtual network.', [
    ['default-domain', 'admin', 'b62eefe0-0872-478d-adfe-1a606320f0e7'],
  ]),
  output(
    'fq_name',
    'Fully Qualified Name of the VMI',
    'default-domain:admin:f68d0924-ef20-4c1b-ac45-0e6b879af5e7',
  ),
  output('id', 'A unique id for the virtual machine interface.', 'f68d0924-ef20-4c1b-ac45-0e6b879af5e7'),
  output('allowed_address_pairs', 'Virtual machine allowed address pairs.', { allowed_address_pair: [] }),
  output('mac_address', 'Virtual machine interface mac address.', [MAC]),
];

function json(value: unknown): Json {
  const reading = readJsonText(JSON.stringify(value));
  if ('problem' in reading) throw new Error(reading.problem.message);
  return reading.value;
}

const python = (value: unknown) => pythonSorted(json(value));

export const KEYS = {
  heat_stacks: `/esi-worker/heat_stacks/${PORT}`,
  job_state: `/esi-worker/job_state/${PORT}`,
  state: `/state/${PORT}`,
  config: `/config/${PORT}`,
} as const;

export function configAt(version: number): string {
  return python({ body: '{}', marked_for_deletion: false, version });
}

export const HEAT_STACKS = python({
  id: `port:${PORT_ID}`,
  output: OUTPUTS,
  stack_id: `port_${PORT_ID}`,
  stack_status: 'UPDATE_COMPLETE',
  status_reason: 'Stack successfully updated',
  tenant_id: 'fe3a4a1a72c04479bb6c19c2c0ccba4c',
});
export const JOB_STATE = python({ heat_outputs: OUTPUTS, orchestration_state: 'UPDATE_COMPLETE' });
export const STATE = python({
  error: '',
  state: {
    heat_outputs: pythonUnsorted(json(OUTPUTS)),
    orchestration_state: 'UPDATE_COMPLETE',
    worker_state: 'MODIFY_COMPLETED',
  },
  version: 2,
});

/** state after a hand changed the last character of an address. */
export const CHANGED_STATE = STATE.replace(MAC, 'fa:16:3e:f7:60:7e');
/** state as it was before the modify. */
export const OLD_STATE = STATE.replace('UPDATE_COMPLETE', 'CREATE_COMPLETE')
  .replace('MODIFY_COMPLETED', 'CREATE_COMPLETED')
  .replace('"version": 2', '"version": 1')
  .replace(`[\\"${MAC}\\"]`, 'null');
export const STACKLESS = python({ error: '', state: { worker_state: 'READ_COMPLETE' }, version: 1 });
/** Where the changed character lies. */
export const CHANGED_PATH = '/state/heat_outputs/4/output_value/0';

/** Writes the port at rest, in the order of life. */
export async function putPort({ put }: Pick<TestEtcd, 'put'>): Promise<void> {
  await put(KEYS.config, configAt(2));
  await put(KEYS.heat_stacks, HEAT_STACKS);
  await put(KEYS.state, STATE);
}
