/** Where only Heat knows: what is to be asked, what is typed after each answer, and what comes of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../../../src/judge/judge.ts';
import { type Example, heatStacks, jobState, output, state } from '../../../src/judge/rules/example.ts';
import { exampleResource } from '../../../src/judge/rules/example-resource.ts';
import type { Choices } from '../../../src/repair/plan/case.ts';
import type { Proposal } from '../../../src/repair/plan/plan.ts';
import { propose } from '../../../src/repair/plan/propose.ts';
import { DEFAULT_PREFIXES } from '../../../src/stages/keys.ts';
import { argvOf } from '../../../src/suggestion.ts';

type Situation = Omit<Example, 'title' | 'finds'>;

function proposalFor(situation: Situation, choices: Choices = {}): Proposal {
  const resource = exampleResource({ ...situation, title: '', finds: [] });
  return propose({ resource, judgement: judge(resource), prefixes: DEFAULT_PREFIXES, choices, history: [] });
}

/** What is asked, and each answer with what is typed then. */
function asked(situation: Situation): [string, ...(readonly [string, string])[]] {
  const proposal = proposalFor(situation);
  assert.ok(proposal.kind === 'refused' && proposal.next !== undefined && 'answers' in proposal.next);
  const answers = (proposal.next.answers ?? []).map(({ when, next }) => {
    const words = next === undefined || 'untypable' in next ? [] : argvOf(next);
    return [when.replace(/: .*/, ''), words.slice(3).join(' ')] as const;
  });
  return [argvOf(proposal.next).slice(0, 3).join(' '), ...answers];
}

function writesOf(situation: Situation, set: Choices['set']): string[] {
  const proposal = proposalFor(situation, set === undefined ? {} : { set });
  assert.ok(proposal.kind === 'plan', proposal.kind === 'refused' ? proposal.why : proposal.kind);
  assert.equal(proposal.plan.becomes, 'settled');
  return proposal.plan.actions.map(({ kind, stage, changes }) =>
    [kind, stage, ...changes.map(({ path, after }) => `${path}=${after}`)].join(' '),
  );
}

const ELSE = ['it says anything else, or knows no such stack', ''] as const;
const HAS_BEGUN: Situation = {
  stages: { heat_stacks: heatStacks(), job_state: '{}', state: state() },
  config: 2,
  revisions: { config: 8, heat_stacks: 5, state: 6, job_state: 9 },
};

describe('a job of which Heat has reported nothing yet', () => {
  it('has Heat asked, and is finished by the status that Heat tells', () => {
    assert.deepEqual(asked(HAS_BEGUN), [
      'openstack stack show',
      ['it says UPDATE_COMPLETE, and the outputs that heat_stacks has', '--set stack_status=UPDATE_COMPLETE'],
      ELSE,
    ]);
    assert.deepEqual(writesOf(HAS_BEGUN, { stackStatus: 'UPDATE_COMPLETE' }), [
      'put heat_stacks /stack_status="UPDATE_COMPLETE" /status_reason="Stack successfully updated"',
      'put state /state/orchestration_state="UPDATE_COMPLETE" /state/worker_state="MODIFY_COMPLETED" /version=2',
      'delete job_state',
    ]);
  });

  it('is made anew through the API where nobody but Heat has the outputs', () => {
    const begun: Situation = { stages: { job_state: '{}' }, config: 1 };
    const [command, ...answers] = asked(begun);
    assert.equal(command, 'openstack stack show');
    assert.deepEqual(
      answers.map(([, typed]) => typed),
      [''],
    );
    const told = proposalFor(begun, { set: { stackStatus: 'CREATE_COMPLETE' } });
    assert.ok(told.kind === 'refused' && /no heat_stacks/.test(told.why));
  });
});

describe('heat_stacks in progress with nobody at work', () => {
  const situation: Situation = {
    stages: {
      heat_stacks: heatStacks({ stack_status: 'UPDATE_IN_PROGRESS' }),
      state: state({ orchestration_state: 'UPDATE_COMPLETE', worker_state: 'MODIFY_COMPLETED' }),
    },
  };

  it('gets the status that Heat tells, and nothing else is written', () => {
    assert.deepEqual(writesOf(situation, { stackStatus: 'UPDATE_COMPLETE' }), [
      'put heat_stacks /stack_status="UPDATE_COMPLETE" /status_reason="Stack successfully updated"',
    ]);
  });

  it('keeps the reason that the operator tells', () => {
    const [heat] = writesOf(situation, { stackStatus: 'UPDATE_COMPLETE', statusReason: 'done' });
    assert.match(heat ?? '', /\/status_reason="done"/);
  });
});

describe('two stages that disagree, with no evidence for either', () => {
  it('has the choice between them, by what Heat says', () => {
    const other = jobState({ heat_outputs: [output('fq_name', 'another')] });
    const situation: Situation = {
      stages: { heat_stacks: heatStacks(), job_state: other },
      revisions: { heat_stacks: 8, job_state: 9 },
      config: 1,
    };
    assert.deepEqual(asked(situation), [
      'openstack stack show',
      ['it says what heat_stacks says', '--from heat_stacks'],
      ['it says what job_state says', '--from job_state'],
      ELSE,
    ]);
  });
});
