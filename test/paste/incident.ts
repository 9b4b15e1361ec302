/** What can happen to a system, and what is made of it. */

import { DEFAULT_PREFIXES, keyOf, type Stage } from '../../src/stages/keys.ts';
import type { MadeOutput, MadeResource } from '../support/data/made.ts';
import { ENDINGS, type JobPlan, jobSteps, type Step } from '../support/generators/lifecycle.ts';
import { Memory } from '../support/run/memory.ts';
import type { World } from './world.ts';

export interface Incident {
  readonly name: string;
  readonly play: (world: World) => Promise<void>;
  /** What is typed first; else `esi-state verify --all`. */
  readonly begins?: string;
  /** Which of the answers that a screen tells apart is Heat's. */
  readonly heat?: RegExp;
  /** What the last screen tells where only somebody else can go on; else all is healthy in the end. */
  readonly outside?: RegExp;
}

const TENANT = 'fe3a4a1a72c04479bb6c19c2c0ccba4c';

/** A resource of its own for each number. */
export function made(number: number, schemaPath = 'v2.0/ports', singular = 'port'): MadeResource {
  const id = `${(0x5e880000 + number).toString(16)}-1f4b-4c39-a0de-b7c35a91f264`;
  return { ref: { schemaPath, id }, singular, tenantId: TENANT };
}

/** What Heat computes for a resource: no two have the same, and each version has something else. */
export function outputsOf({ ref: { id } }: MadeResource, version: number): readonly MadeOutput[] {
  const mac = `fa:16:3e:00:${id.slice(6, 8)}:0${version}`;
  return [
    { key: 'fq_name', value: `default-domain:admin:${id}`, description: 'Fully Qualified Name of the VMI' },
    { key: 'mac_address', value: [mac], description: 'MAC address.' },
  ];
}

/** What is asked for by a version of `/config`. */
export type Asked = Partial<JobPlan> & Pick<JobPlan, 'version'>;

/** A job that creates the resource, or changes it, and goes well where nothing else is said. */
export function job(resource: MadeResource, asked: Asked): Step[] {
  const action = asked.version === 1 ? 'create' : 'modify';
  const outputs = outputsOf(resource, asked.version);
  return jobSteps(resource, { action, outcome: 'done', outputs, ending: ENDINGS[0], ...asked });
}

/** Created, and changed once: at rest at version 2. */
export function life(resource: MadeResource, last: Partial<JobPlan> = {}): Step[] {
  return [...job(resource, { version: 1 }), ...job(resource, { version: 2, ...last })];
}

export async function settle(world: World, ...resources: readonly MadeResource[]): Promise<void> {
  for (const resource of resources) await world.work(life(resource));
}

/** What is stored of a stage after these writes. */
export function storedAfter(steps: readonly Step[], { ref }: MadeResource, stage: Stage): string {
  const memory = new Memory();
  for (const { write } of steps) memory.write(write);
  return Buffer.from(memory.keys.get(keyOf(DEFAULT_PREFIXES, stage, ref))?.value ?? []).toString();
}

export function keyIn(area: Stage | 'config', { ref }: MadeResource): string {
  return keyOf(DEFAULT_PREFIXES, area, ref);
}
