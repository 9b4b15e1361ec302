import { after, describe, it } from 'node:test';
import type { MadeResource } from '../support/data/made.ts';
import { assertExpected, judgeAll, leaveKeys, nameOf } from '../support/generators/checks.ts';
import {
  ENDINGS,
  type JobPlan,
  jobSteps,
  type Step,
  type StepName,
} from '../support/generators/lifecycle.ts';
import {
  expectedOf,
  type Jobs,
  jobsOf,
  KEYS_LEFT,
  type KeysLeft,
  type Situation,
  togetherJobs,
} from '../support/generators/model.ts';
import { NAMESAKE, OUTPUTS, PORT, after as rest } from '../support/generators/situations.ts';
import { Memory } from '../support/run/memory.ts';

const NEIGHBOUR: MadeResource = {
  ref: { schemaPath: 'v2.0/networks', id: 'b761b0cd-d7c3-4b7a-b596-cea1cf9cc1e1' },
  singular: 'network',
  tenantId: PORT.tenantId,
};

/** One resource with a job under way. */
interface Life {
  readonly resource: MadeResource;
  readonly before: ReturnType<typeof rest> | undefined;
  readonly plan: JobPlan;
  readonly steps: readonly Step[];
}

describe('two resources at once', () => {
  let situations = 0;
  let orders = 0;
  after(() => console.log(`interleavings: ${situations} situations in ${orders} orders of two jobs agree`));

  it('in every order of their writes', () => {
    const lives = [create(PORT, SHORT), modify(NEIGHBOUR, SHORT)] as const;
    everyOrder(lives[0].steps.length, lives[1].steps.length, (order) => {
      orders++;
      look(lives, order, ['there', 'there']);
      look(lives, order, ['none', 'there']);
      look(lives, order, ['there', 'all']);
    });
  });

  it('with one ID in two types: the jobs of either are those of both', () => {
    const lives = [create(PORT, SHORT), modify(NAMESAKE, SHORT)] as const;
    everyOrder(lives[0].steps.length, lives[1].steps.length, (order) => {
      orders++;
      look(lives, order, ['there', 'there']);
    });
  });

  for (const other of [NEIGHBOUR, NAMESAKE]) {
    it(`at every pair of places, with ${nameOf(other)}`, () => {
      const lives = [modify(PORT), remove(other)] as const;
      for (const order of placePairs(lives[0].steps.length, lives[1].steps.length)) {
        for (const keys of KEYS_LEFT) look(lives, order, [keys, other === NAMESAKE ? keys : 'there']);
      }
    });
  }

  /** Makes the writes in this order (0: the first one's next, 1: the other's), then each life's keys are left so. */
  function look(
    lives: readonly [Life, Life],
    order: readonly number[],
    keys: readonly [KeysLeft, KeysLeft],
  ): void {
    const memory = new Memory();
    const made = [new Set<StepName>(), new Set<StepName>()] as const;
    for (const { before } of lives) for (const write of before?.writes ?? []) memory.write(write);
    for (const who of order) takeStep(lives[who], made[who], memory);
    for (const [who, life] of lives.entries()) leaveKeys(memory, life.resource.ref.id, keys[who] ?? 'there');
    check(lives, [situation(lives[0], made[0], keys[0]), situation(lives[1], made[1], keys[1])], memory);
  }

  function check(lives: readonly [Life, Life], at: readonly [Situation, Situation], memory: Memory): void {
    situations++;
    const judged = judgeAll(memory);
    const jobs: [Jobs, Jobs] = [jobsOf(at[0]), jobsOf(at[1])];
    const shared = lives[0].resource.ref.id === lives[1].resource.ref.id;
    const both = togetherJobs(...jobs);
    for (const [who, { resource }] of lives.entries()) {
      const one = at[who];
      const expected = one && expectedOf(one, shared ? both : jobs[who]);
      const where = () =>
        `${nameOf(resource)}: ${at.map(({ made, keys }) => `${[...made].at(-1)} (${keys})`).join(' | ')}`;
      assertExpected(judged.get(nameOf(resource)), expected, where);
    }
  }
});

/** The writes that change what is judged; the job's other keys come and go around them. */
const SHORT: readonly StepName[] = ['config', 'working', 'begun', 'heat', 'result', 'state', 'working gone'];

function lifeOf(
  resource: MadeResource,
  plan: JobPlan,
  before: Life['before'],
  only?: readonly StepName[],
): Life {
  const steps = jobSteps(resource, plan).filter(({ name }) => only === undefined || only.includes(name));
  return { resource, before, plan, steps };
}

function create(resource: MadeResource, only?: readonly StepName[]): Life {
  const plan: JobPlan = {
    action: 'create',
    outcome: 'done',
    version: 1,
    outputs: OUTPUTS,
    ending: ENDINGS[0],
  };
  return lifeOf(resource, plan, undefined, only);
}

function modify(resource: MadeResource, only?: readonly StepName[]): Life {
  const plan: JobPlan = {
    action: 'modify',
    outcome: 'failed in Heat',
    version: 2,
    outputs: [],
    ending: ENDINGS[1],
  };
  return lifeOf(resource, plan, rest(resource, [['create', 'done']]), only);
}

function remove(resource: MadeResource): Life {
  const plan: JobPlan = { action: 'delete', outcome: 'done', version: 2, outputs: [], ending: ENDINGS[2] };
  return lifeOf(resource, plan, rest(resource, [['create', 'done']]));
}

function situation({ before, plan }: Life, made: ReadonlySet<StepName>, keys: KeysLeft): Situation {
  return { before: before?.verdict, fails: plan.outcome !== 'done', made, keys, newer: false };
}

function takeStep(life: Life | undefined, made: Set<StepName> | undefined, memory: Memory): void {
  const step = life?.steps[made?.size ?? 0];
  if (step === undefined) throw new Error('no step left');
  memory.write(step.write);
  made?.add(step.name);
}

/** Calls with every way to merge so many writes of one with so many of another, every beginning of each included. */
function everyOrder(ones: number, others: number, visit: (order: readonly number[]) => void): void {
  const grow = (order: readonly number[], left: readonly [number, number]): void => {
    visit(order);
    if (left[0] > 0) grow([...order, 0], [left[0] - 1, left[1]]);
    if (left[1] > 0) grow([...order, 1], [left[0], left[1] - 1]);
  };
  grow([], [ones, others]);
}

/** Every place that the two can be at, reached one after the other. */
function placePairs(ones: number, others: number): number[][] {
  const upTo = (length: number) => Array.from({ length: length + 1 }, (_, i) => i);
  return upTo(ones).flatMap((i) => upTo(others).map((j) => [...Array(i).fill(0), ...Array(j).fill(1)]));
}
