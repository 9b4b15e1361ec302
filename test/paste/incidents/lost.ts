/** Keys were lost, exchanged, or brought back from another time or place: of one resource, and of many. */
import type { Stage } from '../../../src/stages/keys.ts';
import { type Incident, job, keyIn, life, made, settle, storedAfter } from '../incident.ts';
import type { World } from '../world.ts';

const ALL = Array.from({ length: 6 }, (_, i) => made(i));
const HALF = ALL.slice(0, 3);

function atVersion(version: 1 | 2, of: (typeof ALL)[number], stage: Stage): string {
  return storedAfter(version === 1 ? job(of, { version }) : life(of), of, stage);
}

/** To a system at rest. */
function afterRest(name: string, play: (world: World) => Promise<void>): Incident {
  return {
    name,
    play: async (world) => {
      await settle(world, ...ALL);
      await play(world);
    },
  };
}

function lost(name: string, stage: Stage, of: readonly (typeof ALL)[number][]): Incident {
  return afterRest(name, (world) => world.write(...of.map((one) => ({ delete: keyIn(stage, one) }))));
}

function exchanged(name: string, stages: readonly Stage[]): Incident {
  const [one = made(0), other = made(1)] = ALL;
  return afterRest(name, async (world) => {
    for (const stage of stages) {
      await world.put(keyIn(stage, one), atVersion(2, other, stage));
      await world.put(keyIn(stage, other), atVersion(2, one, stage));
    }
  });
}

function restored(name: string, stages: readonly Stage[]): Incident {
  return afterRest(name, async (world) => {
    for (const stage of stages)
      for (const one of HALF) await world.put(keyIn(stage, one), atVersion(1, one, stage));
  });
}

/** Written where another prefix, or another version of the API, had been meant. */
function misplaced(name: string, stages: readonly Stage[], schemaPath: string): Incident {
  return afterRest(name, async (world) => {
    for (const stage of stages)
      for (const one of HALF) {
        const there = keyIn(stage, { ...one, ref: { ...one.ref, schemaPath } });
        await world.put(there, atVersion(2, one, stage));
        await world.write({ delete: keyIn(stage, one) });
      }
  });
}

export const LOST: readonly Incident[] = [
  lost('state of one lost', 'state', ALL.slice(0, 1)),
  lost('heat_stacks of one lost', 'heat_stacks', ALL.slice(0, 1)),
  lost('state of all lost', 'state', ALL),
  lost('heat_stacks of all lost', 'heat_stacks', ALL),
  exchanged('states of two exchanged', ['state']),
  exchanged('heat_stacks of two exchanged', ['heat_stacks']),
  exchanged('all stages of two exchanged', ['heat_stacks', 'state']),
  restored('states of half of a type from yesterday', ['state']),
  // Of a report that is older than Heat's own only Heat knows the outputs.
  { ...restored('half of a type from yesterday', ['heat_stacks', 'state']), outside: /through its API/ },
  misplaced('states of half of a type at another path', ['state'], 'v2/ports'),
  misplaced('all stages of half of a type at another path', ['heat_stacks', 'state'], 'v2/ports'),
];

/** The last job failed. */
function failed(name: string, outcome: 'failed in Heat' | 'failed in the worker'): Incident {
  return {
    name,
    play: async (world) => world.work(life(made(1), { outcome })),
    begins: 'esi-state show ports/5e880001',
    outside: /./,
  };
}

export const FAILED: readonly Incident[] = [
  failed('failed by Heat', 'failed in Heat'),
  failed('failed by the worker', 'failed in the worker'),
];
