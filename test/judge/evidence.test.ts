import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evidenceOf } from '../../src/judge/evidence.ts';
import { type Example, heatStacks, jobState, state } from '../../src/judge/rules/example.ts';

import { exampleResource } from '../../src/judge/rules/example-resource.ts';
import { DEFAULT_PREFIXES, parseJobKey } from '../../src/stages/keys.ts';
import { type Resource, readResource } from '../../src/stages/resource.ts';
import type { JobEntry } from '../../src/stages/snapshot.ts';

const AGREEING = { heat_stacks: heatStacks(), state: state() };
const JOB = 'modify:heat_worker:port:ddc14be4:2:x1y2z';

const made = (example: Partial<Example>) =>
  exampleResource({ title: '', finds: [], stages: AGREEING, ...example });

function withJobs(...jobs: Partial<JobEntry>[]): Resource {
  const { snapshot } = made({ config: 1 });
  return readResource({ ...snapshot, jobs: jobs.map(jobEntry) });
}

function jobEntry({ folder = 'working', job = JOB, ...more }: Partial<JobEntry>): JobEntry {
  const key = `/jobs/${folder}/${job}`;
  const name = parseJobKey(DEFAULT_PREFIXES, key);
  assert.ok(name);
  return { ...name, key, createRevision: 8, modRevision: 9, leaseId: '0', ...more };
}

const texts = (resource: Resource) => evidenceOf(resource).map(({ text }) => text);

describe('evidence of a job', () => {
  it('is told by the key that tells most, once for all of its keys, with the revision that made it', () => {
    const order = ['working', 'ready', 'waiting', 'finished', 'all'] as const;
    const phases = ['working', 'ready', 'waiting', 'finishing', 'finishing'];
    for (const [i, folder] of order.entries()) {
      const rest = order.slice(i).map((name) => ({ folder: name, leaseId: '7' }));
      for (const jobs of [rest, [...rest].reverse()]) {
        const phase = phases[i];
        const look = i > 2 ? ', at one look' : '';
        const text = `${phase} since revision 8${look}: ${JOB}`;
        assert.deepEqual(evidenceOf(withJobs(...jobs)), [
          { kind: 'job', phase, key: `/jobs/${folder}/${JOB}`, revision: 8, text },
        ]);
      }
    }
  });

  it('tells each job', () => {
    const other = 'delete:heat_worker:port:ddc14be4:3:a1b2c';
    const resource = withJobs({ folder: 'all' }, { folder: 'waiting', job: other });
    assert.deepEqual(texts(resource), [
      `finishing since revision 8, at one look: ${JOB}`,
      `waiting since revision 8: ${other}`,
    ]);
  });

  it('tells what is left of its lease, and where a working key has none', () => {
    assert.deepEqual(texts(withJobs({ leaseId: '7', leaseSecondsLeft: 43 })), [
      `working since revision 8, lease 43 s: ${JOB}`,
    ]);
    assert.deepEqual(texts(withJobs({})), [`working since revision 8, no lease: ${JOB}`]);
    assert.deepEqual(texts(withJobs({ folder: 'waiting' })), [`waiting since revision 8: ${JOB}`]);
  });

  it('is all that is told, whatever /config says: of a job that is wanted, that it is queued', () => {
    const phases = (example: Partial<Example>) => evidenceOf(made(example)).map(({ phase }) => phase);
    assert.deepEqual(phases({ config: 2, jobs: ['all'] }), ['queued']);
    assert.deepEqual(phases({ config: 1, jobs: ['all'], stages: {} }), ['queued']);
    assert.deepEqual(phases({ config: 2, jobs: ['all', 'finished'] }), ['finishing']);
  });

  it('is "unheld" where its keys in all and finished were the same at an earlier look, by the first of them', () => {
    for (const folders of [['all'], ['finished'], ['all', 'finished']] as const) {
      for (const config of [1, 2]) {
        assert.deepEqual(evidenceOf(made({ config, jobs: folders, jobsBefore: folders })), [
          {
            kind: 'job',
            phase: 'unheld',
            key: `/jobs/${folders[0]}/${JOB}`,
            revision: 8,
            text: `unheld, made at revision 8, the same at two looks: ${JOB}`,
          },
        ]);
      }
    }
  });

  it('is never "unheld" where a key came, went or was written since, or where a queue or a worker has it', () => {
    const before = withJobs({ folder: 'all' }).snapshot.jobs;
    const phases = (...jobs: Partial<JobEntry>[]) => {
      const { snapshot } = withJobs(...jobs);
      return evidenceOf(readResource({ ...snapshot, jobsBefore: before })).map(({ phase }) => phase);
    };
    assert.deepEqual(phases({ folder: 'all', modRevision: 10 }), ['finishing']);
    assert.deepEqual(phases({ folder: 'finished' }), ['finishing']);
    assert.deepEqual(phases({ folder: 'all' }, { folder: 'finished' }), ['finishing']);
    assert.deepEqual(phases({ folder: 'all' }, { folder: 'ready' }), ['ready']);
    const other = 'modify:heat_worker:port:ddc14be4:3:a1b2c';
    assert.deepEqual(phases({ folder: 'all' }, { folder: 'working', job: other }), ['unheld', 'working']);
    assert.deepEqual(phases({ folder: 'all', job: other }), ['finishing']);
  });
});

describe('evidence of /config', () => {
  it('is that it is ahead of state', () => {
    assert.deepEqual(evidenceOf(made({ config: 2, revisions: { config: 20 } })), [
      {
        kind: 'config',
        phase: 'queued',
        key: '/config/v2.0/ports/ddc14be4',
        revision: 20,
        text: 'queued since revision 20: config 2, state 1, no job yet',
        wanted: '2',
      },
    ]);
  });

  it('is none where it is not ahead, not there, or a job_state is unpublished', () => {
    assert.deepEqual(evidenceOf(made({ config: 1 })), []);
    assert.deepEqual(evidenceOf(made({})), []);
    assert.deepEqual(evidenceOf(made({ config: 2, stages: { heat_stacks: heatStacks() } })), []);
    assert.deepEqual(evidenceOf(made({ config: 2, stages: { ...AGREEING, job_state: '{}' } })), []);
  });

  it('is there beside a job_state that is published', () => {
    const stages = { ...AGREEING, job_state: jobState() };
    assert.equal(evidenceOf(made({ config: 2, stages })).length, 1);
  });
});
