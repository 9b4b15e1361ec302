/** The worker dies after each of a job's steps, and this is left of the job's keys. */
import type { JobFolder } from '../../../src/stages/keys.ts';
import type { MadeResource } from '../../support/data/made.ts';
import type { JobPlan, StepName } from '../../support/generators/lifecycle.ts';
import { dropJob, putJob } from '../../support/generators/writes.ts';
import { type Incident, job, made } from '../incident.ts';
import type { World } from '../world.ts';

/** The last write of each step in the life of a job. */
const LAST_WRITES: readonly StepName[] = [
  ...(['ready gone', 'begun', 'heat', 'result', 'state', 'working gone', 'job_state gone'] as const),
];
const FOLDERS: readonly JobFolder[] = ['all', 'waiting', 'ready', 'working', 'finished'];

const LEFT = {
  'no key': [],
  'all left': ['all'],
  'all and finished left': ['all', 'finished'],
} as const satisfies Record<string, readonly JobFolder[]>;

const ACTIONS = ['create', 'modify', 'delete'] as const;

const asked = (action: (typeof ACTIONS)[number]) => ({ action, version: action === 'create' ? 1 : 2 });

/** After each step of each action, whatever is left of the keys. */
export const DEAD_WORKERS: readonly Incident[] = ACTIONS.flatMap((action) =>
  LAST_WRITES.flatMap((last, i) =>
    Object.entries(LEFT).map(([keys, left]) => ({
      name: `${action}: dead after step ${i + 1}, ${keys}`,
      play: async (world: World) => {
        await bystander(world);
        await dies(world, made(1), asked(action), last, left);
      },
      ...endOf(action, i + 1),
    })),
  ),
);

/** Before it asked Heat, nobody but the API makes the job again; what deletes is finished by who deletes. */
function endOf(action: (typeof ACTIONS)[number], step: number): Partial<Incident> {
  if (step === 1) return { outside: /through (its|the) API/ };
  if (action === 'delete' && step < 5) return { outside: /through (its|the) API/, heat: /once more/ };
  // Of a create that Heat has not answered, nobody but Heat has the outputs.
  return action === 'create' && step === 2 ? { heat: /its API/, outside: /its API/ } : { heat: /COMPLETE/ };
}

/** Twelve jobs at once, at the steps from this one on. */
function crashed(name: string, from: number, more: Partial<Incident> = {}): Incident {
  const steps = LAST_WRITES.slice(from - 1, 6);
  return {
    name,
    play: async (world) => {
      for (let i = 0; i < 12; i++)
        await dies(world, made(i), asked('modify'), steps[i % steps.length] ?? 'heat', ['all']);
    },
    ...more,
  };
}

export const CRASHED_HOST: readonly Incident[] = [
  crashed('a host crashed with twelve jobs', 3),
  crashed('a host crashed with twelve jobs, of some only Heat knows', 2, { outside: /openstack stack show/ }),
];

export const WAITING: Incident = {
  name: 'a create that waits',
  play: async (world) => {
    await bystander(world);
    await world.work(job(made(1), { version: 1, waits: true }).slice(0, 3));
  },
  outside: /waiting/,
};

async function bystander(world: World): Promise<void> {
  await world.work(job(made(0), { version: 1 }));
}

async function dies(
  world: World,
  resource: MadeResource,
  of: Pick<JobPlan, 'action' | 'version'>,
  last: StepName,
  left: readonly JobFolder[],
): Promise<void> {
  if (of.version > 1) await world.work(job(resource, { version: 1 }));
  const steps = job(resource, of);
  const lived = steps.slice(0, 1 + steps.findIndex(({ name }) => name === last));
  await world.work(lived);
  const gone = FOLDERS.filter((folder) => !left.includes(folder));
  const there = (folder: JobFolder) => lived.some(({ name }) => name === folder);
  await world.write(
    ...gone.map((folder) => dropJob(resource, of, folder)),
    ...left.filter((folder) => !there(folder)).map((folder) => putJob(resource, of, folder)),
  );
}
