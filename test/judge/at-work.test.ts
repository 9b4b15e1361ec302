import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../../src/judge/judge.ts';
import { heatStacks, jobState, output, outputsText, state } from '../../src/judge/rules/example.ts';
import { exampleResource } from '../../src/judge/rules/example-resource.ts';
import { JOB_FOLDERS } from '../../src/stages/keys.ts';

type Stages = Parameters<typeof exampleResource>[0]['stages'];

/** Each breaks one of the rules that wait while a job is at work. */
const DISAGREEING: Readonly<Record<string, Stages>> = {
  'missing-stage': { heat_stacks: heatStacks() },
  'status-mismatch': { heat_stacks: heatStacks({ stack_status: 'UPDATE_COMPLETE' }), state: state() },
  'outputs-differ': { heat_stacks: heatStacks({ output: [output('id')] }), state: state() },
  'abandoned-job': { heat_stacks: heatStacks(), job_state: '{}', state: state() },
  'stale-in-progress': {
    heat_stacks: heatStacks({ stack_status: 'CREATE_IN_PROGRESS' }),
    job_state: jobState({ orchestration_state: 'CREATE_IN_PROGRESS' }),
    state: state({ orchestration_state: 'CREATE_IN_PROGRESS' }),
  },
  'version-ahead': { heat_stacks: heatStacks(), state: state({}, { version: 7 }) },
};

/** Each is wrong by itself, whoever works. */
const WRONG: Readonly<Record<string, Stages>> = {
  'malformed-document': { heat_stacks: heatStacks(), state: '{' },
  'invalid-field': { heat_stacks: heatStacks(), state: state({}, { version: 0 }) },
  'malformed-outputs': { heat_stacks: heatStacks(), state: state({ heat_outputs: outputsText('id') }) },
  'identity-mismatch': { heat_stacks: heatStacks({ id: 'port:aaaa' }), state: state() },
  'worker-state-mismatch': { heat_stacks: heatStacks(), state: state({ worker_state: 'DELETE_COMPLETED' }) },
};

const EXCUSES = ['waiting', 'ready', 'working'];

describe('a job at work', () => {
  for (const [rule, stages] of Object.entries(DISAGREEING)) {
    for (const folder of JOB_FOLDERS) {
      const excused = EXCUSES.includes(folder);
      it(`${rule}: a key in ${folder} ${excused ? 'excuses it' : 'is no excuse'}`, () => {
        const { verdict, findings } = judge(
          exampleResource({ title: '', stages, config: 1, jobs: [folder], finds: [] }),
        );
        assert.equal(verdict, excused ? 'in_flight' : 'broken');
        assert.equal(
          findings.some((finding) => finding.rule === rule),
          !excused,
        );
      });
    }
  }

  for (const [rule, stages] of Object.entries(WRONG)) {
    it(`${rule}: nothing excuses it`, () => {
      const { verdict, findings } = judge(
        exampleResource({ title: '', stages, config: 1, jobs: ['all', 'working'], finds: [] }),
      );
      assert.equal(verdict, 'broken');
      assert.equal(findings[0]?.rule, rule);
    });
  }
});

describe('a result that changes nothing', () => {
  const stages = { heat_stacks: heatStacks(), job_state: jobState(), state: state() };
  const verdictAt = (revision: number) =>
    judge(
      exampleResource({
        title: '',
        stages,
        config: 2,
        revisions: { job_state: 20, state: revision },
        finds: [],
      }),
    ).verdict;

  it('is published by a state that was written after it', () => assert.equal(verdictAt(21), 'in_flight'));
  it('is not by one of the same revision', () => assert.equal(verdictAt(20), 'broken'));
  it('is not by an older one', () => assert.equal(verdictAt(19), 'broken'));
});
