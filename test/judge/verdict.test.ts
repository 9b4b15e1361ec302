import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RULES } from '../../src/judge/catalogue.ts';
import { isStuck, type Verdict } from '../../src/judge/finding.ts';
import { judge } from '../../src/judge/judge.ts';
import { type Example, heatStacks, jobState, STACKLESS, state } from '../../src/judge/rules/example.ts';

import { exampleResource } from '../../src/judge/rules/example-resource.ts';
import { verdictOf } from '../../src/judge/verdict.ts';

const made = (example: Partial<Example>) => exampleResource({ title: '', finds: [], stages: {}, ...example });

const DELETED = heatStacks({ stack_id: '', stack_status: 'DELETE_COMPLETE', output: [] });
const WORDLESS = { heat_outputs: undefined, orchestration_state: undefined };
const FAILED = state(
  { orchestration_state: 'CREATE_FAILED', worker_state: 'CREATE_FAILED' },
  { error: 'no address' },
);

const CASES: readonly (readonly [Verdict, string, Example['stages']])[] = [
  ['settled', 'heat_stacks and state', { heat_stacks: heatStacks(), state: state() }],
  ['complete', 'all three', { heat_stacks: heatStacks(), job_state: jobState(), state: state() }],
  ['deleting', 'heat_stacks alone, of a deleted stack', { heat_stacks: DELETED }],
  ['stackless', 'READ_COMPLETE alone', { state: STACKLESS }],
  ['stackless', 'a word that nobody knows, alone', { state: state({ ...WORDLESS, worker_state: 'READ' }) }],
  [
    'failed',
    'a failure in Heat, agreed on',
    { heat_stacks: heatStacks({ stack_status: 'CREATE_FAILED' }), state: FAILED },
  ],
  [
    'failed',
    'a failure in the worker, without heat_stacks',
    { state: state({ orchestration_state: 'CREATE_ERROR', worker_state: 'CREATE_ERROR' }, { error: 'no' }) },
  ],
];

describe('the verdict', () => {
  for (const [verdict, title, stages] of CASES) {
    it(`${verdict}: ${title}`, () => assert.equal(judge(made({ stages, config: 1 })).verdict, verdict));

    it(`${title}: in flight while a job is at work on it, and as it is beside keys that nobody holds`, () => {
      const withJobs = (jobs: readonly string[], more: Partial<Example> = {}) =>
        judge(made({ stages, config: 1, jobs, ...more })).verdict;
      for (const folder of ['waiting', 'ready', 'working'])
        assert.equal(withJobs(['all', folder]), 'in_flight', folder);
      for (const jobs of [['all'], ['finished'], ['all', 'finished']]) {
        assert.equal(withJobs(jobs), verdict);
        assert.equal(withJobs(jobs, { jobsBefore: jobs }), verdict);
      }
    });
  }

  it('is the first of its order that holds', () => {
    const stages = { heat_stacks: DELETED };
    assert.equal(verdictOf(made({ stages, jobs: ['working'] }), true), 'broken');
    assert.equal(verdictOf(made({ stages, jobs: ['working'] }), false), 'in_flight');
    assert.equal(verdictOf(made({ stages }), false), 'deleting');
  });

  it('of what has no stage yet, but a job key, is in_flight, whoever holds the key', () => {
    for (const jobs of [['all'], ['waiting'], ['all', 'working']]) {
      for (const more of [{}, { jobsBefore: jobs }])
        assert.equal(judge(made({ config: 1, jobs, ...more })).verdict, 'in_flight');
    }
  });

  it('of one that waits for what nobody will do is in_flight too, and says that it is stuck', () => {
    const stages = { heat_stacks: heatStacks(), state: state() };
    const told = (example: Partial<Example>) => {
      const judged = judge(made({ stages, config: 2, ...example }));
      return [judged.verdict, isStuck(judged), judged.findings.map(({ rule }) => rule).join()];
    };
    assert.deepEqual(told({}), ['in_flight', false, '']);
    assert.deepEqual(told({ jobs: ['all'] }), ['in_flight', false, '']);
    assert.deepEqual(told({ jobs: ['all'], jobsBefore: ['all'] }), ['in_flight', true, 'unheld-job']);
    assert.deepEqual(told({ jobs: ['all'], jobsBefore: ['all'], stages: {} }), [
      'in_flight',
      true,
      'unheld-job',
    ]);
    assert.deepEqual(told({ jobs: ['all'], jobsBefore: ['all'], config: 1 }), [
      'settled',
      false,
      'unheld-job',
    ]);
  });

  it('lets exactly the listed rules wait for a job', () => {
    // Beside these, error-text-mismatch compares no texts then, and config-not-applied asks for it by itself.
    const waiting = RULES.filter(({ waitsForJob }) => waitsForJob).map(({ id }) => id);
    assert.deepEqual(waiting.sort(), [
      'abandoned-job',
      'missing-stage',
      'outputs-differ',
      'outputs-reordered',
      'stale-in-progress',
      'status-mismatch',
      'version-ahead',
    ]);
  });

  it('of a deleted stack with a state is no "deleting"', () => {
    const deleted = { orchestration_state: 'DELETE_COMPLETE', worker_state: 'DELETE_COMPLETED' };
    const stages = { heat_stacks: DELETED, state: state({ ...deleted, heat_outputs: '[]' }) };
    assert.equal(judge(made({ stages, config: 1 })).verdict, 'settled');
  });

  it('of a state that speaks of a stack, alone, is broken', () => {
    const alone = [state(), state({ worker_state: 'READ', orchestration_state: undefined })];
    for (const text of alone) assert.equal(judge(made({ stages: { state: text } })).verdict, 'broken');
  });

  it('of a state that lost all but a word that nobody knows, beside what tells of a stack, is broken', () => {
    const bare = state({ ...WORDLESS, worker_state: 'READ' });
    for (const other of [{ heat_stacks: heatStacks() }, { job_state: jobState() }]) {
      const { verdict, findings } = judge(made({ stages: { ...other, state: bare }, config: 1 }));
      assert.equal(verdict, 'broken');
      assert.ok(
        findings.some(({ rule, path }) => rule === 'status-mismatch' && path === '/state/worker_state'),
      );
    }
  });

  it('does not follow severities that a site has set', () => {
    const broken = made({ stages: { heat_stacks: heatStacks() }, config: 1 });
    const severities = { 'missing-stage': 'off', 'failed-job': 'error' } as const;
    const { verdict, findings, suspects } = judge(broken, { severities });
    assert.deepEqual([verdict, findings, suspects], ['broken', [], ['state']]);

    const failed = made({
      stages: { state: FAILED, heat_stacks: heatStacks({ stack_status: 'CREATE_FAILED' }) },
      config: 1,
    });
    const told = judge(failed, { severities });
    assert.equal(told.verdict, 'failed');
    assert.deepEqual(
      told.findings.map(({ rule, severity }) => [rule, severity]),
      [['failed-job', 'error']],
    );
  });

  it('is not excused by what a site has declared as known, but for what it declares', () => {
    const stages = { heat_stacks: heatStacks({ region: 'jp1', zone: 'a' }), state: state() };
    const { findings } = judge(made({ stages, config: 1 }), { known: { fields: ['region'], statuses: [] } });
    assert.deepEqual(
      findings.map(({ path }) => path),
      ['/zone'],
    );
  });

  it('is not failed by a word that nobody knows, beside a status that is known', () => {
    for (const [orchestration_state, verdict] of [
      ['CREATE_COMPLETE', 'settled'],
      ['HUH', 'failed'],
    ] as const) {
      const stages = {
        heat_stacks: heatStacks({ stack_status: orchestration_state }),
        state: state({ orchestration_state, worker_state: 'CHECK_ERROR' }),
      };
      const judged = judge(made({ stages, config: 1 }));
      assert.equal(judged.verdict, verdict);
      assert.equal(
        judged.findings.find(({ rule }) => rule === 'failed-job')?.message,
        verdict === 'failed' ? 'the last job failed: CHECK_ERROR' : undefined,
      );
    }
  });

  it('is failed by either word of state', () => {
    const failed = [
      state({ orchestration_state: 'ROLLBACK_FAILED' }, { error: 'no' }),
      state({ orchestration_state: 'ROLLBACK_COMPLETE', worker_state: 'MODIFY_FAILED' }, { error: 'no' }),
    ];
    for (const text of failed) {
      const { status } = made({ stages: { state: text } }).state ?? {};
      const stages = { heat_stacks: heatStacks({ stack_status: status }), state: text };
      assert.equal(judge(made({ stages, config: 1 })).verdict, 'failed');
    }
  });

  it('of a state that has a status, alone, is no "stackless", whatever its worker_state', () => {
    const inner = { orchestration_state: 'CREATE_ERROR', worker_state: 'READ', heat_outputs: '[]' };
    assert.equal(judge(made({ stages: { state: state(inner, { error: 'no' }) } })).verdict, 'failed');
  });

  it('tells first what is about a suspect', () => {
    const stages = {
      heat_stacks: heatStacks({ id: 'port:aaaa' }),
      job_state: '{}',
      state: state(),
    };
    const { suspects, findings } = judge(made({ stages, config: 1 }));
    assert.deepEqual(suspects, ['heat_stacks']);
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['identity-mismatch', 'abandoned-job'],
    );
    // A warning about the suspect explains nothing.
    const warned = { ...stages, heat_stacks: heatStacks({ id: 'port:aaaa', stack_status: 'CREATE_DONE' }) };
    const told = judge(made({ stages: warned, config: 1 })).findings.map(({ rule }) => rule);
    assert.equal(told.at(-1), 'unknown-status');
  });
});
