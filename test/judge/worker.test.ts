import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Etcd3 } from 'etcd3';
import { verifyAll } from '../../src/commands/verify/verify.ts';
import { DEFAULT_PREFIXES, resourceName } from '../../src/stages/keys.ts';
import { DEFAULT_PACE, newPace } from '../../src/store/scan/pace.ts';
import { startEtcd, type ThrowawayEtcd } from '../../tools/throwaway-etcd/etcd.ts';
import type { MadeResource } from '../support/data/made.ts';
import { numbered } from '../support/data/types.ts';
import { nameOf } from '../support/generators/checks.ts';
import { jobSteps, type Step } from '../support/generators/lifecycle.ts';
import { anyJobs, lifeSteps, plansFor } from '../support/generators/lives.ts';
import { expectedOf, jobsOf, type Situation } from '../support/generators/model.ts';
import { below, pick, seeded } from '../support/generators/random.ts';
import { allJobs, type Job } from '../support/generators/situations.ts';
import { openSource } from '../support/run/connections.ts';
import { commit, type WorkerEnd, type WorkerSettings, work } from '../support/run/worker.ts';

const RESOURCES = 30;
const SEED = 11;
/** Long beside a stall of the machine: a lease that ran out by accident would look like a dead worker. */
const LIVING_SECONDS = 20;
const DYING_SECONDS = 1;

describe('workers on a real etcd', () => {
  let etcd: ThrowawayEtcd;
  let client: Etcd3;
  before(async () => {
    etcd = await startEtcd();
    client = new Etcd3({ hosts: etcd.endpoint });
  });
  after(async () => {
    client.close();
    await etcd.stop();
  });

  it('are never called broken while they work, at whatever revision one looks', async (t) => {
    const source = openSource(t, etcd.endpoints);
    const settings = { source, etcd: client, pauseMs: 50, leaseSeconds: LIVING_SECONDS };
    let working = true;
    const all = Promise.all(
      Array.from({ length: RESOURCES }, async (_, i) => work({ ...settings, random: seeded(i) }, anyLife(i))),
    ).finally(() => {
      working = false;
    });
    let looks = 0;
    for (; working; looks++) assert.deepEqual(await brokenIn(source), []);
    await all;
    const verdicts = await verdictsIn(source, 0);
    assert.ok(
      [...verdicts.values()].every((verdict) => /settled|failed/.test(verdict)),
      [...verdicts].join(' '),
    );
    assert.ok(looks > 5, `only ${looks} looks`);
    console.log(`workers: ${looks} runs of verify --all beside ${RESOURCES} of them, nothing broken`);
    await client.delete().all();
  });

  it('that died are told from those that live: just the abandoned are broken', async (t) => {
    const source = openSource(t, etcd.endpoints);
    const settings = { source, etcd: client, pauseMs: 5 };
    const random = seeded(SEED);
    const plans = Array.from({ length: RESOURCES }, (_, i) => dyingPlan(numbered(i), random));
    const dead = await Promise.all(plans.map((plan, i) => die({ ...settings, random: seeded(i) }, plan)));
    await leasesEnded(source, dead);
    const verdicts = await verdictsIn(source, 20);
    const expected = dead.map(({ plan, end }) => [nameOf(plan.resource), verdictOf(plan, end)] as const);
    assert.deepEqual(verdicts, new Map(expected.filter(([, verdict]) => verdict !== undefined).sort()));
    const broken = [...verdicts.values()].filter((verdict) => verdict === 'broken').length;
    assert.ok(broken > 3 && broken < verdicts.size - 3, `${broken} of ${verdicts.size} broken`);
    console.log(`workers: ${RESOURCES} killed, just the ${broken} that left work behind are broken`);
    for (const { end } of dead) await end.lease?.revoke().catch(() => {});
  });
});

function anyLife(i: number): Step[] {
  const random = seeded(100 + i);
  return lifeSteps(numbered(i), plansFor(anyJobs(random), random), random);
}

interface DyingPlan {
  readonly resource: MadeResource;
  readonly job: Job;
  readonly diesAfter: number;
  /** Whether something goes on renewing the lease: the job then is at work for all that one can see. */
  readonly held: boolean;
}

function dyingPlan(resource: MadeResource, random: () => number): DyingPlan {
  const job = pick(random, allJobs(resource));
  const diesAfter = 1 + below(random, jobSteps(resource, job.plan).length);
  return { resource, job, diesAfter, held: random() < 0.25 };
}

interface Dead {
  readonly plan: DyingPlan;
  readonly end: WorkerEnd;
}

async function die(settings: Omit<WorkerSettings, 'leaseSeconds'>, plan: DyingPlan): Promise<Dead> {
  const { job, diesAfter, held } = plan;
  for (const write of job.start.writes) await commit(settings.source, [], write);
  const leaseSeconds = held ? LIVING_SECONDS : DYING_SECONDS;
  const end = await work({ ...settings, leaseSeconds, diesAfter }, job.steps);
  if (!held) end.lease?.release();
  return { plan, end };
}

/** Until the keys of all that nobody holds are gone. */
async function leasesEnded(source: WorkerSettings['source'], dead: readonly Dead[]): Promise<void> {
  const held = dead.filter(({ plan, end }) => plan.held && end.lease !== undefined).length;
  for (let tries = 0; tries < 200; tries++) {
    const { ranges } = await source.read([{ from: '/jobs/working/', to: '/jobs/working0', countOnly: true }]);
    if (ranges[0]?.count === held) return;
    await sleep(50);
  }
  assert.fail('the leases did not run out');
}

/** By the model; a lease that ran out took the working key along. */
function verdictOf({ job, held }: DyingPlan, { made, lease }: WorkerEnd): string | undefined {
  const ended = lease !== undefined && !held;
  const situation: Situation = {
    before: job.start.verdict,
    fails: job.plan.outcome !== 'done',
    made: new Set(made),
    keys: 'there',
    newer: false,
  };
  const seen = new Set([...made, ...(ended ? (['working gone'] as const) : [])]);
  return expectedOf(situation, jobsOf({ ...situation, made: seen }))?.verdict;
}

async function verdictsIn(source: WorkerSettings['source'], settleMs: number): Promise<Map<string, string>> {
  const context = { source, prefixes: DEFAULT_PREFIXES, judging: {} };
  const options = {
    listAll: true,
    failOn: 'error',
    settleMs,
    allowEmpty: true,
    pace: newPace(DEFAULT_PACE),
  } as const;
  const { resources } = await verifyAll(context, options);
  return new Map(resources.map(({ ref, verdict }) => [resourceName(ref), verdict] as const).sort());
}

/** At once, without a second look: at each single revision nothing may be broken. */
async function brokenIn(source: WorkerSettings['source']): Promise<string[]> {
  return [...(await verdictsIn(source, 0))]
    .filter(([, verdict]) => verdict === 'broken')
    .map(([name]) => name);
}
