/** Whole lives of resources: jobs in a row, several resources at once. */

import type { MadeOutput, MadeResource } from '../data/made.ts';
import type { RecordedWrite } from '../data/recordings.ts';
import type { MemoryWrite } from '../run/memory.ts';
import { ENDINGS, type JobPlan, jobSteps, type Step } from './lifecycle.ts';
import type { Action, Outcome } from './outcomes.ts';
import { below, pick, type Random } from './random.ts';
import { OUTPUTS } from './situations.ts';
import { stacklessWrites } from './writes.ts';

export type JobLine = readonly (readonly [Action, Outcome])[];

/** A resource that is created, and changed some times, as chance will have it; perhaps deleted in the end. */
export function anyJobs(random: Random): JobLine {
  const outcome = (): Outcome =>
    pick(random, ['done', 'done', 'done', 'failed in Heat', 'failed in the worker', 'failed late']);
  const changes = Array.from({ length: below(random, 3) }, () => ['modify', outcome()] as const);
  const end = pick<JobLine>(random, [[], [], [['logical_delete', outcome()]], [['delete', 'done']]]);
  return [['create', outcome()], ...changes, ...end];
}

/** The jobs as plans: versions from `from` on, outputs that change now and then. */
export function plansFor(jobs: JobLine, random: Random, from = 1): JobPlan[] {
  let outputs = OUTPUTS;
  return jobs.map(([action, outcome], i) => {
    if (random() < 0.5) outputs = changed(outputs, i);
    const more = { waits: random() < 0.3, busy: random() < 0.3 };
    return { action, outcome, version: from + i, outputs, ending: pick(random, ENDINGS), ...more };
  });
}

/** All writes of one resource. A later request often comes while the job before it still runs. */
export function lifeSteps(resource: MadeResource, plans: readonly JobPlan[], random: Random): Step[] {
  const steps: Step[] = [];
  for (const plan of plans) {
    const [request, ...rest] = jobSteps(resource, plan);
    if (request === undefined) continue;
    const earlier = steps.length === 0 ? 0 : below(random, 8);
    steps.splice(steps.length - earlier, 0, request);
    steps.push(...rest);
  }
  return steps;
}

export function lifeWrites(resource: MadeResource, plans: readonly JobPlan[], random: Random): MemoryWrite[] {
  return lifeSteps(resource, plans, random).map(({ write }) => write);
}

/** Brings the writes of several resources together, each one's in its own order. */
export function interleaved(lives: readonly (readonly MemoryWrite[])[], random: Random): RecordedWrite[] {
  const open = lives.map((writes) => [...writes]);
  const all: RecordedWrite[] = [];
  for (let rev = 11; open.some((writes) => writes.length > 0); rev++) {
    // Other keys of the system are written in between: its revisions have gaps.
    if (random() < 0.1) rev++;
    const write = pick(
      random,
      open.filter((writes) => writes.length > 0),
    ).shift();
    if (write !== undefined) all.push({ rev, ...write });
  }
  return all;
}

/** A system with so many resources, some of them without a stack. */
export function anySystem(resources: readonly MadeResource[], random: Random): RecordedWrite[] {
  const lives = resources.map((resource) => {
    const bare = random() < 0.3;
    const plans = plansFor(bare && random() < 0.5 ? [] : anyJobs(random), random, bare ? 2 : 1);
    return [...(bare ? stacklessWrites(resource, 1) : []), ...lifeWrites(resource, plans, random)];
  });
  return interleaved(lives, random);
}

function changed(outputs: readonly MadeOutput[], i: number): readonly MadeOutput[] {
  return [
    ...outputs.slice(1),
    { key: `link_${i}`, value: [`http://collector:7070/targets/${i}`, null], description: 'ü' },
  ];
}
