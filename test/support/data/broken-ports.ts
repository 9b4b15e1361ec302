/** Many ports, each broken in one of the ways that a repair mends by itself. */
import type { TestEtcd } from '../run/etcd.ts';
import { CHANGED_STATE, configAt, HEAT_STACKS, OLD_STATE, PORT_ID, STATE } from './port.ts';

/** Written in this order, as the writers would have: what lies in one step shares its moment. */
const STEPS: readonly (readonly [string, string, readonly Break[]])[] = [
  ['/state/', OLD_STATE, ['abandoned']],
  ['/config/', configAt(2), ['abandoned', 'too many', 'lost']],
  ['/esi-worker/job_state/', '{}', ['abandoned']],
  ['/esi-worker/heat_stacks/', HEAT_STACKS, ['changed', 'abandoned', 'too many', 'lost']],
  ['/state/', CHANGED_STATE, ['changed']],
  ['/state/', STATE, ['too many']],
  ['/esi-worker/job_state/', '{}', ['too many']],
];

/** Of each: one key is written, two keys are, one is deleted, one is made anew. */
const BREAKS = ['changed', 'abandoned', 'too many', 'lost'] as const;
type Break = (typeof BREAKS)[number];

const nameOf = (i: number) => `v2.0/ports/${PORT_ID.replace(/^.{8}/, String(i).padStart(8, '0'))}`;
const breakOf = (i: number) => BREAKS[i % BREAKS.length] ?? 'changed';

export async function loadBrokenPorts(etcd: TestEtcd, many: number): Promise<void> {
  const all = Array.from({ length: many }, (_, i) => i);
  for (const [prefix, text, breaks] of STEPS) {
    const there = all.filter((i) => breaks.includes(breakOf(i)));
    await etcd.writeAll(there.map((i) => ({ put: prefix + nameOf(i), value: own(text, nameOf(i)) })));
  }
}

function own(text: string, name: string): string {
  return text.replaceAll(PORT_ID, name.slice(-PORT_ID.length));
}

/** What is stored of each port, by its name. */
export function byPort(stored: Readonly<Record<string, string>>): Map<string, Record<string, string>> {
  const ports = new Map<string, Record<string, string>>();
  for (const [key, value] of Object.entries(stored)) {
    const name = key.slice(key.indexOf('v2.0/'));
    ports.set(name, { ...ports.get(name), [key]: value });
  }
  return ports;
}

/** What a port's keys hold once it is repaired. */
export function repairedPort(name: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(before).filter(([key]) => /^\/(config|esi-worker\/heat_stacks)\//.test(key));
  return Object.fromEntries([...kept, [`/state/${name}`, STATE]]);
}
