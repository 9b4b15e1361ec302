import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { assertExpected, judgeAll, leaveKeys, nameOf } from '../support/generators/checks.ts';
import { isDelete, type StepName } from '../support/generators/lifecycle.ts';
import { expectedOf, KEYS_LEFT, type Situation } from '../support/generators/model.ts';
import { ACTIONS } from '../support/generators/outcomes.ts';
import { allJobs, type Job, PORT } from '../support/generators/situations.ts';
import { putConfig } from '../support/generators/writes.ts';
import { Memory } from '../support/run/memory.ts';

/**
 * The whole model: every action from every start, each outcome, a crash after each write, what is left of the job's
 * keys, and a newer request at each moment or none.
 */
describe('a job in every situation', () => {
  let situations = 0;
  const verdicts = new Map<string, number>();
  after(() => {
    const each = [...verdicts].map(([verdict, times]) => `${times} ${verdict}`).join(', ');
    console.log(`model of the life cycle: ${situations} situations agree (${each})`);
  });

  for (const action of ACTIONS) {
    it(action, () => {
      for (const job of allJobs(PORT).filter(({ plan }) => plan.action === action)) {
        for (const arrival of arrivals(job)) replay(job, arrival);
      }
    });
  }

  /** Makes the job's writes one by one; after each one the worker may die. */
  function replay(job: Job, arrival: StepName | undefined): void {
    const memory = new Memory();
    for (const write of job.start.writes) memory.write(write);
    const made = new Set<StepName>();
    let newer = false;
    if (arrival === undefined) die(job, memory, made, newer);
    for (const { name, write } of job.steps) {
      memory.write(write);
      made.add(name);
      if (name === arrival) {
        memory.write(putConfig(PORT, job.plan.version + 1, isDelete(job.plan)));
        newer = true;
      }
      // Until the newer request comes, all is as without it: that was looked at already.
      if (arrival === undefined || newer) die(job, memory, made, newer);
    }
  }

  function die(job: Job, memory: Memory, made: ReadonlySet<StepName>, newer: boolean): void {
    const { start, plan } = job;
    for (const keys of KEYS_LEFT) {
      const situation: Situation = {
        before: start.verdict,
        fails: plan.outcome !== 'done',
        made,
        keys,
        newer,
      };
      const dead = memory.copy();
      leaveKeys(dead, PORT.ref.id, keys);
      const judgement = judgeAll(dead).get(nameOf(PORT));
      assertExpected(judgement, expectedOf(situation), () => `${describeJob(job)}; ${describeAt(situation)}`);
      situations++;
      const verdict = judgement?.verdict ?? 'no stage';
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    }
  }

  it('was whole', () => {
    assert.ok(situations > 50_000, `only ${situations} situations`);
    const all = ['broken', 'in_flight', 'deleting', 'stackless', 'failed', 'complete', 'settled', 'no stage'];
    assert.deepEqual([...verdicts.keys()].sort(), all.sort());
  });
});

/** When a newer request may come: never, or after any write from the job's own request on. */
function arrivals({ steps }: Job): (StepName | undefined)[] {
  const names = steps.map(({ name }) => name);
  const end = names.indexOf('config gone');
  return [undefined, ...names.slice(0, end < 0 ? names.length : end)];
}

function describeJob({ start, plan: { action, outcome, ending } }: Job): string {
  return `${start.name}; ${action}, ${outcome} (${ending.join(', ')})`;
}

function describeAt({ made, keys, newer }: Situation): string {
  return `died after ${[...made].at(-1) ?? 'nothing'}, keys left: ${keys}${newer ? ', a newer request' : ''}`;
}
