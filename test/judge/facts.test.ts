import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  comparedDocuments,
  documentsAgree,
  heatAndStateAgree,
  isDelete,
  sameOutput,
  stackDeleted,
  stacklessContradicted,
  unpublished,
  versionPublished,
} from '../../src/judge/facts.ts';
import {
  type Example,
  heatStacks,
  jobState,
  output,
  outputsText,
  STACKLESS,
  state,
} from '../../src/judge/rules/example.ts';

import { exampleResource } from '../../src/judge/rules/example-resource.ts';

type Stages = Example['stages'];

const made = (stages: Stages, more: Partial<Example> = {}) =>
  exampleResource({ title: '', finds: [], stages, ...more });

const ALL = { heat_stacks: heatStacks(), job_state: jobState(), state: state() };
const WORKER_FAILED = { orchestration_state: 'MODIFY_ERROR', worker_state: 'MODIFY_ERROR' };

describe('the documents that must say the same', () => {
  const compared = (stages: Stages) => comparedDocuments(made(stages)).map(({ stage }) => stage);

  it('are all that are there', () => {
    assert.deepEqual(compared(ALL), ['heat_stacks', 'job_state', 'state']);
  });

  it('are without a job_state that has no result yet, and a state without a stack', () => {
    assert.deepEqual(compared({ ...ALL, job_state: '{}' }), ['heat_stacks', 'state']);
    assert.deepEqual(compared({ ...ALL, state: STACKLESS }), ['heat_stacks', 'job_state']);
  });

  it("are without Heat's report where the worker itself failed, as state says, or job_state if there is none", () => {
    assert.deepEqual(compared({ ...ALL, state: state(WORKER_FAILED) }), ['job_state', 'state']);
    const failed = jobState({ orchestration_state: 'MODIFY_ERROR' });
    assert.deepEqual(compared({ heat_stacks: heatStacks(), job_state: failed }), ['job_state']);
    assert.deepEqual(compared({ ...ALL, job_state: failed }), ['heat_stacks', 'job_state', 'state']);
  });
});

describe('two documents', () => {
  const agree = (heat: string, published: string) => {
    const { heat_stacks: left, state: right } = made({ heat_stacks: heat, state: published });
    assert.ok(left && right);
    assert.equal(documentsAgree(left, right), documentsAgree(right, left));
    return documentsAgree(left, right);
  };

  it('agree in status and outputs, in whatever order', () => {
    assert.ok(agree(heatStacks(), state()));
    assert.ok(!agree(heatStacks({ stack_status: 'UPDATE_COMPLETE' }), state()));
    assert.ok(!agree(heatStacks({ output: [] }), state()));
    const turned = outputsText(output('mac_address', ['fa:16:3e:f7:60:7f']), output('fq_name'));
    assert.ok(agree(heatStacks(), state({ heat_outputs: turned })));
  });

  it('do not differ in what one of them lacks', () => {
    assert.ok(agree(heatStacks({ stack_status: undefined }), state()));
    assert.ok(agree(heatStacks({ output: undefined }), state()));
    assert.ok(!agree(heatStacks({ stack_status: undefined, output: [] }), state()));
    assert.ok(!agree(heatStacks({ output: undefined, stack_status: 'UPDATE_COMPLETE' }), state()));
  });

  it('have the same output where both have it, or neither has', () => {
    const [one] = made(ALL).state?.outputs ?? [];
    assert.ok(one);
    assert.ok(sameOutput(undefined, undefined));
    assert.ok(sameOutput(one, one));
    assert.ok(!sameOutput(one, undefined));
    assert.ok(!sameOutput(undefined, one));
  });
});

describe('heat_stacks and state', () => {
  it('agree only where both are there, and state knows of a stack', () => {
    assert.ok(heatAndStateAgree(made(ALL)));
    assert.ok(!heatAndStateAgree(made({ heat_stacks: heatStacks() })));
    assert.ok(!heatAndStateAgree(made({ state: state() })));
    assert.ok(!heatAndStateAgree(made({ heat_stacks: heatStacks(), state: STACKLESS })));
  });

  it('contradict a state without a stack, as a result of a job does; a job that began does not', () => {
    assert.ok(!stacklessContradicted(made({ state: STACKLESS })));
    assert.ok(!stacklessContradicted(made({ state: STACKLESS, job_state: '{}' })));
    assert.ok(stacklessContradicted(made({ state: STACKLESS, job_state: jobState() })));
    assert.ok(stacklessContradicted(made({ state: STACKLESS, heat_stacks: heatStacks() })));
    assert.ok(!stacklessContradicted(made(ALL)));
  });
});

describe('what is published', () => {
  it('is the version where both are known and equal', () => {
    assert.ok(versionPublished(made(ALL, { config: 1 })));
    assert.ok(!versionPublished(made(ALL, { config: 2 })));
    assert.ok(!versionPublished(made(ALL)));
    assert.ok(!versionPublished(made({ heat_stacks: heatStacks() }, { config: 1 })));
    assert.ok(!versionPublished(made({ heat_stacks: heatStacks() })));
  });

  it('is the result of a job, or why not', () => {
    const why = (stages: Stages, more: Partial<Example> = {}) => unpublished(made(stages, more));
    assert.equal(why({ heat_stacks: heatStacks(), state: state() }, { config: 2 }), undefined);
    assert.equal(why(ALL), undefined);
    assert.equal(why({ ...ALL, job_state: '{' }), undefined);
    assert.equal(why({ ...ALL, job_state: '{}' }), 'unfinished');
    assert.equal(why({ job_state: jobState() }), 'disagrees');
    assert.equal(why({ job_state: jobState(), state: STACKLESS }), 'disagrees');
    assert.equal(why({ ...ALL, heat_stacks: heatStacks({ output: [] }) }), 'disagrees');
    assert.equal(why(ALL, { config: 2, revisions: { state: 9 } }), 'version');
    assert.equal(why(ALL, { config: 1, revisions: { state: 9 } }), undefined);
  });
});

describe('a delete', () => {
  const DELETING = heatStacks({ stack_status: 'DELETE_IN_PROGRESS' });
  const DELETED = heatStacks({ stack_status: 'DELETE_COMPLETE' });

  it('is what any stage says', () => {
    assert.ok(isDelete(made({ heat_stacks: DELETING, state: state() })));
    assert.ok(!isDelete(made(ALL)));
    assert.ok(!isDelete(made({ state: STACKLESS })));
  });

  it('is done in Heat where Heat says so', () => {
    assert.ok(stackDeleted(made({ heat_stacks: DELETED })));
    assert.ok(!stackDeleted(made({ heat_stacks: DELETING })));
    assert.ok(!stackDeleted(made({ state: state() })));
  });
});
