import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wayOn } from '../../../src/commands/show/views/next.ts';
import type { Judged } from '../../../src/judging/results.ts';
import { propose } from '../../../src/repair/plan/propose.ts';
import { DEFAULT_PREFIXES } from '../../../src/stages/keys.ts';
import { readResource } from '../../../src/stages/resource.ts';
import { argvOf } from '../../../src/suggestion.ts';
import * as sample from '../../support/data/samples.ts';

/** As show does: what is broken is planned silently. */
function told(judged: Judged, full = false) {
  const resource = readResource(judged.snapshot);
  const judgement = { ...judged, brokenBy: judged.findings.map(({ rule }) => rule) };
  const proposal = propose({ resource, judgement, prefixes: DEFAULT_PREFIXES, choices: {} });
  return wayOn({ ...judged, resource, ...(judged.verdict === 'broken' ? { proposal } : {}) }, full);
}

function next(judged: Judged, full = false): string | undefined {
  const { next: command } = told(judged, full);
  return command === undefined || !('program' in command) ? undefined : argvOf(command).join(' ');
}

const STACK = `openstack stack show port_${sample.PORT.id}`;
const JOB = `modify:heat_worker:port:${sample.PORT.id}:2:abcde`;

test('what to type next follows from the verdict', () => {
  assert.equal(next(sample.settled()), 'esi-state show ports/ddc14be4 --full');
  assert.equal(next(sample.settled(), true), 'esi-state verify --all');
  assert.equal(next(sample.stackless()), 'esi-state show quotas/default --full');
  assert.equal(next(sample.failed()), STACK);
  assert.equal(next(sample.abandoned()), 'esi-state repair ports/ddc14be4 --dry-run');
});

test('what is in flight is waited for: the same screen again would tell the same', () => {
  assert.equal(next(sample.inFlight()), undefined);
  assert.match(told(sample.inFlight()).wait ?? '', /until the job is done/);
  const queued = told({ ...sample.settled(), verdict: 'in_flight' });
  assert.equal(queued.next, undefined);
  assert.match(queued.wait ?? '', /through the API/);
});

test('job keys that no worker holds are called dead by one word', () => {
  const jobs = [`all/${JOB}`, `finished/${JOB}`].map((name) => ({ name, rev: 4640 }));
  const { snapshot, ...judgement } = sample.abandoned();
  const left = sample.judged({ ...snapshot, jobs: sample.snapshotOf({}, { jobs }).jobs }, judgement);
  assert.equal(next(left), 'esi-state repair ports/ddc14be4 --dead-jobs --dry-run');
});

test('a key that is left beside stages that agree is removed by whom it belongs to', () => {
  const { snapshot } = sample.settled();
  const jobs = sample.snapshotOf({}, { jobs: [{ name: `all/${JOB}`, rev: 400 }] }).jobs;
  const finding = sample.finding('unheld-job', { severity: 'warning', stages: [] });
  const evidence = [
    { kind: 'job', phase: 'unheld', key: `/jobs/all/${JOB}`, revision: 400, text: JOB },
  ] as const;
  const left = sample.judged({ ...snapshot, jobs }, { findings: [finding], evidence });
  assert.equal(next(left), `etcdctl del /jobs/all/${JOB}`);
});

test('where a repair would be refused, it is said why, and what would decide', () => {
  const stages = {
    heat_stacks: { value: sample.heatStacks([]), rev: 10 },
    job_state: { value: '{}', rev: 20 },
    state: { value: sample.state(sample.portOutputs()), rev: 12 },
  };
  const { snapshot: _, ...judgement } = sample.abandoned();
  const onlyHeat = sample.judged(sample.snapshotOf(stages), judgement);
  assert.equal(next(onlyHeat), STACK);
  assert.match(told(onlyHeat).refused?.why ?? '', /only Heat knows/);
  const { snapshot } = sample.abandoned();
  const config = sample.snapshotOf({}, { config: { version: 2, rev: 4601, marked: true } }).config;
  assert.ok(config !== undefined);
  const marked = { ...sample.abandoned(), snapshot: { ...snapshot, config } };
  assert.equal(next(marked), STACK);
  assert.match(told(marked).refused?.why ?? '', /is being deleted/);
});

test('a repair beside a job at work leads to no screen that was just seen', () => {
  const { evidence, snapshot } = sample.inFlight();
  const atWork = { ...sample.malformed(), evidence };
  const busy = { ...atWork, snapshot: { ...atWork.snapshot, jobs: snapshot.jobs } };
  assert.equal(next(busy), undefined);
  assert.match(told(busy).refused?.why ?? '', /a job is at work/);
});
