/** Somebody, or a script, has written to a stage of a resource at rest. */

import type { Json } from '../../../src/stages/json.ts';
import { NumberText } from '../../../src/stages/json.ts';
import type { Stage } from '../../../src/stages/keys.ts';
import { edited, outputsOf, withOutputs } from '../../support/data/documents.ts';
import type { MadeOutput } from '../../support/data/made.ts';
import { type Incident, keyIn, life, made, settle, storedAfter } from '../incident.ts';
import type { World } from '../world.ts';

const VICTIM = made(1);
const stored = (stage: Stage) => storedAfter(life(VICTIM), VICTIM, stage);

/** One of three at rest. */
function changed(
  name: string,
  stage: Stage,
  text: string | Uint8Array,
  more: Partial<Incident> = {},
): Incident {
  return {
    name,
    play: async (world: World) => {
      await settle(world, made(0), VICTIM, made(2));
      await world.put(keyIn(stage, VICTIM), text);
    },
    ...more,
  };
}

const number = (text: string): Json => new NumberText(text);
const STATE = stored('state');
const HEAT = stored('heat_stacks');

/** The text with one of its outputs' values changed. */
function otherValue(stage: Stage, text: string, value: Json): string {
  const outputs = outputsOf(stage, text) ?? [];
  return withOutputs(
    stage,
    text,
    outputs.map((output, i) => (i === 1 ? new Map([...output, ['output_value', value]]) : output)),
  );
}

export const BY_HAND: readonly Incident[] = [
  changed('one value of state', 'state', otherValue('state', STATE, ['fa:16:3e:00:00:01'])),
  changed('one value of heat_stacks', 'heat_stacks', otherValue('heat_stacks', HEAT, ['fa:16:3e:00:00:01'])),
  changed('the status of state', 'state', edited(STATE, ['state', 'orchestration_state'], 'CREATE_COMPLETE')),
  changed('the worker_state', 'state', edited(STATE, ['state', 'worker_state'], 'CREATE_COMPLETED')),
  changed('the status of heat_stacks', 'heat_stacks', edited(HEAT, ['stack_status'], 'CREATE_COMPLETE')),
  changed('the version up', 'state', edited(STATE, ['version'], number('3'))),
  changed('the version down', 'state', edited(STATE, ['version'], number('1'))),
  changed('in progress without a job', 'heat_stacks', edited(HEAT, ['stack_status'], 'UPDATE_IN_PROGRESS'), {
    heat: /COMPLETE/,
  }),
  changed("another stack's ID", 'heat_stacks', edited(HEAT, ['stack_id'], `port_${made(2).ref.id}`)),
  ...(['state', 'heat_stacks'] as const).flatMap((stage) => [
    changed(`${stage} cut`, stage, stored(stage).slice(0, 100)),
    changed(`${stage} in latin-1`, stage, latin1(stored(stage))),
    changed(`${stage} as a list`, stage, `[${stored(stage)}]`),
  ]),
  changed('a job_state that never ends', 'job_state', '{}'),
  changed("another's state", 'state', storedAfter(life(made(2)), made(2), 'state')),
];

function latin1(text: string): Uint8Array {
  return Buffer.from(text.replace('MAC', 'M\u00c4C'), 'latin1');
}

/** What a value holds must not be in the way: the last character of it was changed. */
function valued(name: string, value: string): Incident {
  const outputs: MadeOutput[] = [
    { key: 'fq_name', value: 'default-domain:admin', description: 'Fully Qualified Name of the VMI' },
    { key: 'text', value, description: 'Text.' },
  ];
  const steps = life(VICTIM, { outputs });
  const state = storedAfter(steps, VICTIM, 'state');
  return {
    name,
    play: async (world) => {
      await settle(world, made(0));
      await world.work(steps);
      await world.put(keyIn('state', VICTIM), otherValue('state', state, `${value.slice(0, -1)}X`));
    },
  };
}

export const VALUES: readonly Incident[] = [
  valued('a value of 300 KB', 'fa:16:3e '.repeat(34_000)),
  valued('a value of wide letters', '\u9023\u7d50\u57e0 \u7db2\u8def '.repeat(20)),
  valued('a value of escape codes', 'a\u001b[2J\u001b[31m\u0007\u009b1mred\u202eb '.repeat(4)),
];
