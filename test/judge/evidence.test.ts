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
    const phases = ['working', 'ready', 'waiting', 'finishing', 'unheld'];
    for (const [i, folder] of order.entries()) {
      const rest = order.slice(i).map((name) => ({ folder: name, leaseId: '7' }));
      for (const jobs of [rest, [...rest].reverse()]) {
        const phase = phases[i];
        const text = `${phase} since revision 8: ${JOB}`;
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
      `unheld since revision 8: ${JOB}`,
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

  it('is all that is told, whatever /config says', () => {
    assert.deepEqual(
      evidenceOf(made({ config: 2, jobs: ['all'] })).map(({ phase }) => phase),
      ['unheld'],
    );
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
