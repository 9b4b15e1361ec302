import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../../../src/judge/judge.ts';
import {
  EXAMPLE_REF,
  type Example,
  heatStacks,
  jobState,
  object,
  output,
  outputsText,
  STACKLESS,
  state,
} from '../../../src/judge/rules/example.ts';
import { exampleResource } from '../../../src/judge/rules/example-resource.ts';
import type { Choices } from '../../../src/repair/plan/case.ts';
import type { Plan, Proposal } from '../../../src/repair/plan/plan.ts';
import { propose } from '../../../src/repair/plan/propose.ts';
import { readJsonText } from '../../../src/stages/json-read.ts';
import { DEFAULT_PREFIXES } from '../../../src/stages/keys.ts';
import { readResource } from '../../../src/stages/resource.ts';
import type { Entry } from '../../../src/stages/snapshot.ts';

type Situation = Omit<Example, 'title' | 'finds'>;

function proposalFor(situation: Situation, choices: Choices = {}, past?: Situation): Proposal {
  const example = (one: Situation) => exampleResource({ ...one, title: '', finds: [] });
  const resource = example(situation);
  const of = { resource, judgement: judge(resource), prefixes: DEFAULT_PREFIXES, choices };
  if (past === undefined) return propose(of);
  return propose({ ...of, past: example(past), history: [example(past)] });
}

function planFor(situation: Situation, choices?: Choices, past?: Situation): Plan {
  const proposal = proposalFor(situation, choices, past);
  assert.equal(proposal.kind, 'plan', proposal.kind === 'plan' ? '' : proposal.why);
  assert.ok(proposal.kind === 'plan');
  return proposal.plan;
}

function refusalFor(situation: Situation, choices?: Choices, past?: Situation): string {
  const proposal = proposalFor(situation, choices, past);
  assert.equal(proposal.kind, 'refused');
  assert.ok(proposal.kind === 'refused');
  return proposal.why;
}

/** `put state <text>` or `delete job_state`, one an action. */
function writes({ actions }: Plan): string[] {
  return actions.map(({ kind, stage, after }) =>
    `${kind} ${stage} ${new TextDecoder().decode(after)}`.trim(),
  );
}

const UPDATED = { orchestration_state: 'UPDATE_COMPLETE', worker_state: 'MODIFY_COMPLETED' };
const heatUpdated = heatStacks({ stack_status: 'UPDATE_COMPLETE' });
const changed = outputsText(output('fq_name'), output('mac_address', ['fa:16:3e:f7:60:7e']));
const published = { job_state: 9, heat_stacks: 8, state: 12 };

describe('state that was changed alone', () => {
  it('comes back to the very bytes, and nothing else is written', () => {
    const plan = planFor({ stages: { heat_stacks: heatStacks(), state: state({ heat_outputs: changed }) } });
    assert.deepEqual(writes(plan), [`put state ${state()}`]);
    assert.equal(plan.becomes, 'settled');
    assert.deepEqual(plan.rules, ['outputs-differ']);
    assert.deepEqual(
      plan.actions[0]?.changes.map(({ path, before, after }) => [path, before, after]),
      [['/state/heat_outputs/1/output_value/0', '"fa:16:3e:f7:60:7e"', '"fa:16:3e:f7:60:7f"']],
    );
  });

  it('comes back beside a job_state that agrees with heat_stacks; the job_state stays', () => {
    const stages = {
      heat_stacks: heatStacks(),
      job_state: jobState(),
      state: state({ heat_outputs: changed }),
    };
    assert.deepEqual(writes(planFor({ stages, revisions: published })), [`put state ${state()}`]);
  });

  it('keeps fields that nobody documented, and other outputs as they are written', () => {
    const mine = output('fq_name', 'value of fq_name', { colour: 'red' });
    const inner = { heat_outputs: outputsText(mine, output('mac_address', 'wrong')), region: 'jp1' };
    const right = {
      heat_outputs: outputsText(mine, output('mac_address', ['fa:16:3e:f7:60:7f'])),
      region: 'jp1',
    };
    const plan = planFor({ stages: { heat_stacks: heatStacks(), state: state(inner, { more: 'yes' }) } });
    assert.deepEqual(writes(plan), [`put state ${state(right, { more: 'yes' })}`]);
  });

  it('keeps the key order inside a value, which no other stage can tell', () => {
    const value = (last: string) => object({ z: 'first', a: last });
    const heat = heatStacks({ output: [output('pairs', object({ a: 'right', z: 'first' }))] });
    const told = (last: string) => state({ heat_outputs: outputsText(output('pairs', value(last))) });
    assert.deepEqual(writes(planFor({ stages: { heat_stacks: heat, state: told('wrong') } })), [
      `put state ${told('right')}`,
    ]);
  });

  it('takes status and worker_state together', () => {
    const plan = planFor({
      stages: { heat_stacks: heatUpdated, state: state() },
      revisions: { state: 12, heat_stacks: 10 },
    });
    assert.deepEqual(writes(plan), [`put state ${state(UPDATED)}`]);
  });

  it('takes the worker_state of a failure from before, where the status beside it was changed', () => {
    const stages = (status: string, word: string) => ({
      heat_stacks: heatStacks({ stack_status: 'UPDATE_FAILED' }),
      state: state({ orchestration_state: status, worker_state: word }, { error: 'no more addresses' }),
    });
    const past = { stages: stages('UPDATE_FAILED', 'MODIFY_FAILED') };
    const exchanged = { stages: stages('MODIFY_FAILED', 'UPDATE_FAILED') };
    assert.deepEqual(writes(planFor(exchanged, {}, past)), [`put state ${past.stages.state}`]);
    const alone = { stages: stages('DELETED', 'MODIFY_FAILED') };
    assert.deepEqual(writes(planFor(alone)), [`put state ${past.stages.state}`]);
  });

  it('gets back a version from before, else the one that /config proves, else the one that is told', () => {
    const stages = { heat_stacks: heatStacks(), state: state({}, { version: 0 }) };
    const past = { stages: { heat_stacks: heatStacks(), state: state({}, { version: 3 }) } };
    const versionIn = (plan: Plan) => /"version": (\d+)/.exec(writes(plan)[0] ?? '')?.[1];
    assert.equal(versionIn(planFor({ stages, config: 4 }, {}, past)), '3');
    assert.equal(versionIn(planFor({ stages, config: 4 })), '4');
    assert.match(
      refusalFor({ stages, config: 4, revisions: { config: 11 } }),
      /config became 4 at revision 11, after Heat's report/,
    );
    assert.equal(
      versionIn(planFor({ stages, config: 4, revisions: { config: 11 } }, { stateVersion: 3n })),
      '3',
    );
    assert.match(refusalFor({ stages, config: 4 }, { stateVersion: 5n }), /would be above \/config's 4/);
    assert.match(refusalFor({ stages }), /no \/config/);
  });
});

describe('state that is lost or unreadable', () => {
  it('is written from nothing as its writer would', () => {
    assert.deepEqual(writes(planFor({ stages: { heat_stacks: heatStacks() }, config: 1 })), [
      `put state ${state()}`,
    ]);
  });

  it('is written over a value that was cut', () => {
    const stages = { heat_stacks: heatStacks(), state: state().slice(0, 50) };
    assert.deepEqual(writes(planFor({ stages, config: 1 })), [`put state ${state()}`]);
  });

  it('keeps what there is of it: other fields stay, known or not', () => {
    const of = (text: string) => ({ stages: { heat_stacks: heatStacks(), state: text }, config: 1 });
    assert.deepEqual(writes(planFor(of('{"error": "", "zone": "jp1"}'))), [
      `put state ${state({}, { zone: 'jp1' })}`,
    ]);
    assert.deepEqual(writes(planFor(of(heatStacks()))), [`put state ${state()}`]);
  });

  it('is not written without the undocumented fields that it had, unless told', () => {
    const past = (text: string) => ({ stages: { heat_stacks: heatStacks(), state: text } });
    const mine = outputsText(output('fq_name', 'value of fq_name', { colour: 'red' }), output('mac_address'));
    const cases = [
      ['{', state({}, { zone: 'jp1' }), /: \/zone/],
      [heatStacks(), state({}, { zone: 'jp1' }), /: \/zone/],
      ['{"error": "", "version": 1}', state({ zone: 'jp1' }), /: \/state\/zone/],
      [state({ heat_outputs: '[' }), state({ heat_outputs: mine }), /: \/state\/heat_outputs\/0\/colour/],
    ] as const;
    for (const [now, then, told] of cases) {
      const situation = { stages: { heat_stacks: heatStacks(), state: now }, config: 1 };
      assert.match(refusalFor(situation, {}, past(then)), told);
      assert.equal(planFor(situation, { dropUnknown: true }, past(then)).becomes, 'settled');
    }
    const whole = { stages: { heat_stacks: heatStacks(), state: state({ heat_outputs: changed }) } };
    assert.deepEqual(writes(planFor(whole, {}, past(state({}, { zone: 'jp1' })))), [`put state ${state()}`]);
  });

  it('is not made up where no other stage is left', () => {
    assert.match(refusalFor({ stages: { state: '{' } }), /no stage is left/);
  });
});

describe('an abandoned job', () => {
  const late = { heat_stacks: 20, job_state: 15, state: 5, config: 9 };

  it('is finished as the worker would have, in one transaction', () => {
    const stages = { heat_stacks: heatUpdated, job_state: '{}', state: state() };
    const plan = planFor({ stages, config: 2, revisions: late });
    assert.deepEqual(writes(plan), [`put state ${state(UPDATED, { version: 2 })}`, 'delete job_state']);
    assert.equal(plan.becomes, 'settled');
    assert.match(
      plan.version ?? '',
      /config became 2 at rev 9, not after the beginning of the job \(rev 15\)/,
    );
    assert.match(plan.gohan ?? '', /version rises 1 → 2/);
  });

  it('with a result in job_state and none published', () => {
    const stages = { heat_stacks: heatStacks(), job_state: jobState() };
    assert.deepEqual(writes(planFor({ stages, config: 1 })), [`put state ${state()}`, 'delete job_state']);
  });

  it('is left alone where only Heat knows the result', () => {
    const stages = { heat_stacks: heatStacks(), job_state: '{}', state: state() };
    assert.match(
      refusalFor({ stages, config: 2, revisions: { ...late, heat_stacks: 4 } }),
      /only Heat knows/,
    );
  });

  it('gets no version that was asked for after it began', () => {
    const stages = { heat_stacks: heatUpdated, job_state: '{}', state: state() };
    assert.match(
      refusalFor({ stages, config: 4, revisions: { ...late, config: 16 } }),
      /config became 4 at revision 16/,
    );
  });

  it('gets no version that the job which is left was not for', () => {
    const stages = { heat_stacks: heatUpdated, job_state: '{}', state: state() };
    const jobs = { jobs: ['all'], revisions: late };
    const key = `/jobs/all/modify:heat_worker:port:${EXAMPLE_REF.id}:2:x1y2z`;
    const choices = { deadJobs: [key] };
    assert.match(
      refusalFor({ stages, config: 3, ...jobs }, choices),
      /config wants 3, and the job that is left was for 2/,
    );
    assert.match(
      planFor({ stages, config: 3, ...jobs }, { ...choices, stateVersion: 2n }).version ?? '',
      /^2, told/,
    );
    assert.match(planFor({ stages, config: 2, ...jobs }, choices).version ?? '', /^2, proved/);
  });

  it('of a worker that failed itself is published from job_state, where the worker_state is known', () => {
    const failed = { orchestration_state: 'MODIFY_ERROR', heat_outputs: [], error: 'no template' };
    const stages = { heat_stacks: heatStacks(), job_state: jobState(failed), state: state() };
    const situation = { stages, config: 2, revisions: late };
    assert.match(refusalFor(situation), /which worker_state belongs to MODIFY_ERROR is not known/);
    const published = { ...failed, heat_outputs: '[]', worker_state: 'MODIFY_FAILED', error: undefined };
    assert.deepEqual(writes(planFor(situation, { set: { workerState: 'MODIFY_FAILED' } })), [
      `put state ${state(published, { version: 2, error: 'no template' })}`,
      'delete job_state',
    ]);
    assert.match(refusalFor(situation, { set: { workerState: 'MODIFY_COMPLETED' } }), /is not known/);
  });

  it('that failed takes neither the error nor the worker_state of an earlier job', () => {
    const heat = heatStacks({ stack_status: 'UPDATE_FAILED' });
    const earlier = (status: string) =>
      state({ orchestration_state: status, worker_state: status }, { error: 'of the earlier job' });
    const begun = { heat_stacks: heat, job_state: '{}', state: earlier('CREATE_FAILED') };
    const told = { set: { workerState: 'MODIFY_FAILED' } };
    assert.match(
      refusalFor({ stages: begun, config: 2, revisions: late }, told),
      /its error text is not known/,
    );
    const failed = jobState({ orchestration_state: 'UPDATE_FAILED', error: 'no more addresses' });
    const ended = { ...begun, job_state: failed };
    assert.match(
      refusalFor({ stages: ended, config: 2, revisions: late }),
      /which worker_state belongs to UPDATE_FAILED/,
    );
    const right = { orchestration_state: 'UPDATE_FAILED', worker_state: 'MODIFY_FAILED' };
    const published = state(right, { error: 'no more addresses', version: 2 });
    assert.deepEqual(writes(planFor({ stages: ended, config: 2, revisions: late }, told)), [
      `put state ${published}`,
      'delete job_state',
    ]);
    const again = { ...ended, state: state(right, { error: 'of the earlier job' }) };
    assert.deepEqual(writes(planFor({ stages: again, config: 2, revisions: late })), [
      `put state ${published}`,
      'delete job_state',
    ]);
  });

  it('that published all it had leaves a job_state that is only too many', () => {
    const stages = { heat_stacks: heatStacks(), job_state: '{}', state: state() };
    assert.deepEqual(writes(planFor({ stages, config: 1, revisions: { config: 5 } })), ['delete job_state']);
    assert.deepEqual(writes(planFor({ stages: { ...stages, job_state: '[' }, config: 1 })), [
      'delete job_state',
    ]);
  });

  it('of which the own failure was published leaves a job_state that is only too many', () => {
    const inner = { heat_outputs: '[]', orchestration_state: 'MODIFY_ERROR', worker_state: 'MODIFY_ERROR' };
    const failed = state(inner, { version: 2, error: 'no template' });
    const stages = { heat_stacks: heatStacks(), job_state: '{"error": "no tem', state: failed };
    const situation = {
      stages,
      config: 2,
      revisions: { config: 7, heat_stacks: 6, job_state: 8, state: 12 },
    };
    assert.deepEqual(writes(planFor(situation)), ['delete job_state']);
    assert.equal(planFor(situation).becomes, 'failed');
    const again = { ...situation, revisions: { ...situation.revisions, job_state: 14 } };
    assert.match(refusalFor(again), /the worker itself had failed/);
  });

  it('is not touched while heat_stacks and job_state contradict each other', () => {
    const stages = { heat_stacks: heatUpdated, job_state: jobState(), state: STACKLESS };
    assert.match(
      refusalFor({ stages, config: 2, revisions: late }),
      /heat_stacks and job_state do not agree/,
    );
  });
});

it('makes no plan for a name that is not UTF-8: a plan names keys by text', () => {
  const stages = { heat_stacks: heatStacks(), state: state({ heat_outputs: outputsText([]) }) };
  const { snapshot } = exampleResource({ title: '', finds: [], stages });
  const resource = readResource({ ...snapshot, ref: { ...snapshot.ref, rawName: 'v2.0/ports/ab\xff' } });
  const of = { resource, judgement: judge(resource), prefixes: DEFAULT_PREFIXES };
  for (const choices of [{}, { republish: true }]) {
    const proposal = propose({ ...of, choices });
    assert.match(proposal.kind === 'refused' ? proposal.why : proposal.kind, /not UTF-8/);
  }
});

describe('what a plan says', () => {
  const stages = { heat_stacks: heatStacks(), state: state({ heat_outputs: changed }) };

  it('names the rules that it mends, whatever the settings list them as', () => {
    const resource = exampleResource({ title: '', finds: [], stages });
    for (const severity of ['error', 'warning', 'info', 'off'] as const) {
      const judgement = judge(resource, { severities: { 'outputs-differ': severity } });
      const proposal = propose({ resource, judgement, prefixes: DEFAULT_PREFIXES, choices: {} });
      assert.deepEqual(proposal.kind === 'plan' && proposal.plan.rules, ['outputs-differ'], severity);
    }
  });

  it('does not speak of a wanted version where there is no /config', () => {
    const situation = {
      stages: { heat_stacks: heatStacks(), job_state: '{}', state: state() },
      revisions: { job_state: 9 },
    };
    const [alone, wanted] = [planFor(situation), planFor({ ...situation, config: 1 })];
    assert.deepEqual([alone, wanted].map(writes), [['delete job_state'], ['delete job_state']]);
    assert.match(alone.why, /there is no \/config that wants another version/);
    assert.match(wanted.why, /state.version 1 is what was wanted/);
  });
});

describe('outputs that are a list where their text should be', () => {
  const OUTPUTS = readJsonText(outputsText(output('fq_name'), output('mac_address', ['fa:16:3e:f7:60:7f'])));
  const list = 'value' in OUTPUTS ? OUTPUTS.value : null;

  it('are written as text again', () => {
    const plan = planFor({ stages: { heat_stacks: heatStacks(), state: state({ heat_outputs: list }) } });
    assert.deepEqual(writes(plan), [`put state ${state()}`]);
    assert.deepEqual(
      plan.actions[0]?.changes.map(({ path }) => path),
      ['/state/heat_outputs'],
    );
  });

  it('keep the fields that nobody documented', () => {
    const mine = output('fq_name', 'value of fq_name', { colour: 'red' });
    const other = output('mac_address', ['fa:16:3e:f7:60:7f']);
    const plan = planFor({
      stages: { heat_stacks: heatStacks(), state: state({ heat_outputs: [mine, other] }) },
    });
    assert.deepEqual(writes(plan), [`put state ${state({ heat_outputs: outputsText(mine, other) })}`]);
  });

  it('and the text in job_state is written as a list again', () => {
    const text = outputsText(output('fq_name'), output('mac_address', ['fa:16:3e:f7:60:7f']));
    const job_state = jobState({ heat_outputs: text });
    const situation = { stages: { heat_stacks: heatStacks(), job_state, state: state() } };
    assert.deepEqual(writes(planFor(situation, { stage: 'job_state' })), [`put job_state ${jobState()}`]);
  });
});

describe('what is refused, or left alone', () => {
  const stages = { heat_stacks: heatStacks(), state: state({ heat_outputs: changed }) };

  it('a healthy resource needs nothing', () => {
    assert.equal(proposalFor({ stages: { heat_stacks: heatStacks(), state: state() } }).kind, 'nothing');
  });

  it('a resource with a job at work, in flight or broken', () => {
    assert.match(refusalFor({ stages, jobs: ['all', 'working'] }), /in flight/);
    assert.match(refusalFor({ stages: { ...stages, state: '{' }, jobs: ['working'] }), /a job is at work/);
  });

  it('a resource that a dead job still names', () => {
    assert.match(refusalFor({ stages, jobs: ['all'] }), /no worker holds/);
  });

  it('a resource that a dead job was to delete, or that is marked for deletion', () => {
    const broken = exampleResource({ title: '', finds: [], stages, config: 1, jobs: ['all'] });
    const { snapshot } = broken;
    for (const action of ['delete', 'logical_delete']) {
      const jobs = snapshot.jobs.map((job) => ({ ...job, action, key: job.key.replace('modify', action) }));
      const deadJobs = jobs.map(({ key }) => key);
      const resource = readResource({ ...snapshot, jobs });
      const of = { resource, judgement: judge(resource), prefixes: DEFAULT_PREFIXES, choices: { deadJobs } };
      const proposal = propose(of);
      assert.match(
        proposal.kind === 'refused' ? proposal.why : '',
        /being deleted \(\/jobs\/all\/\w*delete:/,
      );
    }
    const marked = Buffer.from('{"body": "{}", "marked_for_deletion": true, "version": 1}');
    const config = { ...snapshot.config, value: marked } as Entry;
    const resource = readResource({ ...snapshot, jobs: [], config });
    const of = { resource, judgement: judge(resource), prefixes: DEFAULT_PREFIXES, choices: {} };
    const proposal = propose(of);
    assert.match(proposal.kind === 'refused' ? proposal.why : '', /being deleted:/);
  });

  it('a deleted stack', () => {
    const deleted = heatStacks({ stack_status: 'DELETE_COMPLETE', stack_id: '', output: [] });
    assert.match(refusalFor({ stages: { heat_stacks: deleted, state: state() } }), /being deleted/);
  });

  it('an edited heat_stacks: it is nobody’s copy', () => {
    assert.match(
      refusalFor({ stages: { heat_stacks: heatUpdated, state: state() }, revisions: { heat_stacks: 30 } }),
      /heat_stacks is Heat's own report/,
    );
  });

  it('job_state is derived where that is asked for', () => {
    const situation = {
      stages: { heat_stacks: heatStacks(), job_state: jobState({ heat_outputs: [] }), state: state() },
    };
    assert.deepEqual(writes(planFor(situation, { stage: 'job_state' })), [`put job_state ${jobState()}`]);
    assert.deepEqual(writes(planFor(situation, { stage: 'job_state', from: 'state' })), [
      `put job_state ${jobState()}`,
    ]);
  });
});
