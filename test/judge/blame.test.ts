import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Before } from '../../src/judge/blame.ts';
import { type FullJudgement, judge } from '../../src/judge/judge.ts';
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

type Made = Omit<Example, 'title' | 'finds'>;

const made = (example: Made) => exampleResource({ title: '', finds: [], ...example });

/** Whom the judge blames, and why; `before` is what was at the revision that it asked for. */
function blamed(
  example: Made,
  before?: Before,
): Pick<FullJudgement, 'suspects' | 'reason'> & Partial<FullJudgement> {
  const { verdict, suspects, reason, proofAt, proved } = judge(
    made(example),
    before === undefined ? {} : { before },
  );
  assert.equal(verdict, 'broken');
  return {
    suspects,
    reason,
    ...(proofAt === undefined ? {} : { proofAt }),
    ...(proved === undefined ? {} : { proved }),
  };
}

const UPDATED = { stack_status: 'UPDATE_COMPLETE' };
const RESULT = { orchestration_state: 'UPDATE_COMPLETE' };
const PUBLISHED = { orchestration_state: 'UPDATE_COMPLETE', worker_state: 'MODIFY_COMPLETED' };
const AGREEING = { heat_stacks: heatStacks(), state: state() };

describe('two stages and no job_state: the one written last was changed alone', () => {
  const edited = { heat_stacks: heatStacks(), state: state(PUBLISHED) };
  const written = 'state was written last (revision 12, the other at 10) and no job is there';

  it('asks for the revision before the write, and assumes until it has it', () => {
    assert.deepEqual(blamed({ stages: edited }), {
      suspects: ['state'],
      reason: `${written}; assumed to have been changed alone`,
      proofAt: 11,
    });
  });

  it('has proved it where they agreed before', () => {
    assert.deepEqual(blamed({ stages: edited }, made({ stages: AGREEING })), {
      suspects: ['state'],
      reason: `${written}; changed alone: at revision 11 the stages still agreed`,
      proved: true,
    });
  });

  it('assumes it where they did not agree before either', () => {
    const differing = { heat_stacks: heatStacks(UPDATED), state: state() };
    for (const stages of [differing, { heat_stacks: heatStacks() }, { state: state() }]) {
      assert.deepEqual(blamed({ stages: edited }, made({ stages })), {
        suspects: ['state'],
        reason: `${written}; assumed to have been changed alone: at revision 11 the stages did not agree either`,
        proved: false,
      });
    }
  });

  it('takes a state without a stack beside one for no agreement', () => {
    const before = made({ stages: { heat_stacks: heatStacks(), state: STACKLESS } });
    assert.equal(blamed({ stages: edited }, before).proved, false);
  });

  it('says that the revision is gone', () => {
    assert.deepEqual(blamed({ stages: edited }, 'compacted'), {
      suspects: ['state'],
      reason: `${written}; assumed to have been changed alone: revision 11 is no longer in etcd`,
    });
  });

  it('blames heat_stacks where that was written last', () => {
    const revisions = { heat_stacks: 20 };
    assert.deepEqual(blamed({ stages: edited, revisions }, made({ stages: AGREEING })), {
      suspects: ['heat_stacks'],
      reason:
        'heat_stacks was written last (revision 20, the other at 12) and no job is there; ' +
        'changed alone: at revision 19 the stages still agreed',
      proved: true,
    });
  });

  it('blames state where one transaction wrote both', () => {
    const { suspects, proofAt } = blamed({ stages: edited, revisions: { heat_stacks: 12 } });
    assert.deepEqual([suspects, proofAt], [['state'], 11]);
  });
});

describe('three stages: two that agree outvote the third', () => {
  const names = ['heat_stacks', 'job_state', 'state'] as const;
  const three = {
    heat_stacks: [heatStacks(), heatStacks(UPDATED)],
    job_state: [jobState(), jobState(RESULT)],
    state: [state(), state(PUBLISHED)],
  } as const;

  for (const odd of names) {
    it(`blames ${odd} alone, whichever was written last`, () => {
      const [one, other] = names.filter((name) => name !== odd);
      for (const revisions of [{}, { heat_stacks: 20 }, { job_state: 20 }]) {
        const stages = Object.fromEntries(names.map((name) => [name, three[name][name === odd ? 1 : 0]]));
        assert.deepEqual(blamed({ stages, config: 1, revisions }), {
          suspects: [odd],
          reason: `${odd} differs from ${one} and ${other}, which agree`,
        });
      }
    });
  }

  it('outvotes the others whatever version is wanted', () => {
    const stages = { heat_stacks: heatStacks(UPDATED), job_state: jobState(), state: state() };
    assert.deepEqual(blamed({ stages, config: 2 }).suspects, ['heat_stacks']);
    assert.deepEqual(blamed({ stages }).suspects, ['heat_stacks']);
  });

  it('blames none of three that agree for a version that is not published', () => {
    const stages = { ...AGREEING, job_state: jobState() };
    const { suspects } = blamed({ stages, config: 2, revisions: { state: 9 } });
    assert.deepEqual(suspects, ['state', 'job_state']);
  });

  it('goes by the outputs as well', () => {
    const outputs = outputsText(output('fq_name', 'another'), output('mac_address', ['fa:16:3e:f7:60:7f']));
    const stages = { ...AGREEING, job_state: jobState(), state: state({ heat_outputs: outputs }) };
    assert.deepEqual(blamed({ stages, config: 1 }).suspects, ['state']);
  });

  it('does not outvote a job_state that may be the only record of a newer result', () => {
    const stages = { ...AGREEING, job_state: jobState(RESULT) };
    for (const config of [{ config: 2 }, {}]) {
      const { suspects, reason } = blamed({ stages, ...config });
      assert.deepEqual(
        { suspects, reason },
        {
          suspects: ['state', 'job_state'],
          reason:
            'job_state is left over since revision 11 with no job at work: the worker died and state lags behind it',
        },
      );
    }
  });

  it('outvotes a state that knows of no stack, and one that has nothing but an unknown word', () => {
    for (const worker_state of ['READ_COMPLETE', 'HUH']) {
      const bare = state({ worker_state, heat_outputs: undefined, orchestration_state: undefined });
      for (const config of [{ config: 1 }, { config: 2 }, {}]) {
        const stages = { heat_stacks: heatStacks(), job_state: jobState(), state: bare };
        const { suspects, reason } = blamed({ stages, ...config });
        assert.deepEqual(
          { suspects, reason },
          {
            suspects: ['state'],
            reason: 'state differs from heat_stacks and job_state, which agree',
          },
        );
      }
    }
  });

  it('has no majority against such a state where the two do not agree', () => {
    const stages = { heat_stacks: heatStacks(), job_state: jobState(RESULT), state: STACKLESS };
    assert.deepEqual(blamed({ stages, config: 1 }).suspects, ['state', 'job_state']);
  });

  it('has no majority where each says something else', () => {
    const stages = {
      heat_stacks: heatStacks(),
      job_state: jobState(RESULT),
      state: state({ orchestration_state: 'CREATE_FAILED', worker_state: 'CREATE_FAILED' }, { error: 'no' }),
    };
    assert.deepEqual(blamed({ stages, config: 1 }).suspects, ['state', 'job_state']);
  });
});

describe('a job_state that is left over', () => {
  const left = 'job_state is left over since revision 11 with no job at work';

  it('is alone too many where the others agree at the version that is wanted', () => {
    assert.deepEqual(blamed({ stages: { ...AGREEING, job_state: '{}' }, config: 1 }), {
      suspects: ['job_state'],
      reason: `${left}; heat_stacks and state agree and are at /config's version`,
    });
  });

  it('has state lag behind it where that version is not published, or not known', () => {
    for (const config of [{ config: 2 }, {}]) {
      assert.deepEqual(blamed({ stages: { ...AGREEING, job_state: '{}' }, ...config, jobs: ['all'] }), {
        suspects: ['state', 'job_state'],
        reason: `${left}: the worker died and state lags behind it`,
      });
    }
  });

  it('has state lag behind it where the others disagree, though the version is published', () => {
    const stages = { heat_stacks: heatStacks(UPDATED), job_state: '{}', state: state() };
    assert.deepEqual(blamed({ stages, config: 1 }).suspects, ['state', 'job_state']);
  });

  it('counts where it can not be read into the blame of nobody else', () => {
    const stages = { ...AGREEING, job_state: '{' };
    assert.deepEqual(blamed({ stages, config: 1 }).suspects, ['job_state']);
  });
});

describe('a stage that is wrong by itself', () => {
  it('is blamed before any comparison, in the words of the first finding', () => {
    const stages = { heat_stacks: heatStacks(UPDATED), state: state({}, { version: 0 }) };
    assert.deepEqual(blamed({ stages, revisions: { heat_stacks: 20 } }), {
      suspects: ['state'],
      reason: 'state: "version" must be a positive integer',
    });
  });

  it('is blamed for what contradicts itself or /config, though another one was written last', () => {
    for (const text of [state({ worker_state: 'DELETE_COMPLETED' }), state({}, { version: 7 })]) {
      const stages = { heat_stacks: heatStacks(), state: text };
      const { suspects } = blamed({ stages, config: 1, revisions: { heat_stacks: 20 } });
      assert.deepEqual(suspects, ['state']);
    }
  });

  it('shares the blame with others that are, each named once', () => {
    const stages = { heat_stacks: heatStacks({ id: 'port:a', stack_id: 'port_a' }), state: '{' };
    assert.deepEqual(blamed({ stages }).suspects, ['state', 'heat_stacks']);
  });

  it('is blamed where it is the one missing', () => {
    assert.deepEqual(blamed({ stages: { heat_stacks: heatStacks() } }), {
      suspects: ['state'],
      reason: 'state is missing: heat_stacks says CREATE_COMPLETE',
    });
  });
});

describe("Heat's report where the worker itself failed", () => {
  const failed = {
    heat_stacks: heatStacks({ stack_status: 'UPDATE_IN_PROGRESS' }),
    state: state(
      { orchestration_state: 'MODIFY_ERROR', worker_state: 'MODIFY_ERROR', heat_outputs: '[]' },
      { error: 'timeout' },
    ),
  };
  const job = jobState({ orchestration_state: 'MODIFY_ERROR', heat_outputs: [], error: 'timeout' });

  it('is alone to blame for what only it says, and no older one proves what is right', () => {
    for (const stages of [failed, { ...failed, job_state: job }]) {
      assert.deepEqual(blamed({ stages, config: 1 }), {
        suspects: ['heat_stacks'],
        reason: 'heat_stacks says UPDATE_IN_PROGRESS, but no job is at work',
        proved: false,
      });
    }
  });

  it('is not blamed for a job_state that is left over beside it', () => {
    assert.deepEqual(blamed({ stages: { ...failed, job_state: '{}' } }).suspects, ['state', 'job_state']);
  });
});

describe('nobody', () => {
  it('can be told of a single stage that waits for a job which is not there', () => {
    const stages = {
      state: state({
        orchestration_state: 'READ_IN_PROGRESS',
        worker_state: 'READ_COMPLETE',
        heat_outputs: undefined,
      }),
    };
    assert.deepEqual(blamed({ stages }), {
      suspects: [],
      reason: "can't tell: nothing shows which stage is right",
    });
  });

  it('is blamed where nothing is broken', () => {
    const { suspects, reason, proofAt } = judge(made({ stages: AGREEING, config: 1 }));
    assert.deepEqual([suspects, reason, proofAt], [[], '', undefined]);
  });
});
