/** Words and fields that a site knows beyond those that are documented. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../../src/judge/judge.ts';
import type { Known } from '../../src/judge/rule.ts';
import { heatStacks, output, outputsText, state } from '../../src/judge/rules/example.ts';
import { exampleResource } from '../../src/judge/rules/example-resource.ts';

const STRANGE = exampleResource({
  title: '',
  finds: [],
  config: 1,
  stages: {
    heat_stacks: heatStacks({ region: 'jp1', stack_status: 'THAW_COMPLETE' }),
    state: state(
      { orchestration_state: 'THAW_COMPLETE', worker_state: 'THAWED', heat_outputs: coloured() },
      { 'a/b': 1 },
    ),
  },
});

function coloured(): string {
  return outputsText(
    output('fq_name', 'value of fq_name', { colour: 'red' }),
    output('mac_address', ['fa:16:3e:f7:60:7f']),
  );
}

function found(known: Partial<Known>): string[] {
  const { findings } = judge(STRANGE, { known: { fields: [], statuses: [], ...known } });
  return findings
    .filter(({ rule }) => rule.startsWith('unknown-'))
    .map(({ path, message }) => `${path}: ${message}`)
    .sort();
}

const HEAT_STATUS = '/stack_status: heat_stacks: the status "THAW_COMPLETE" is no word that is known';
const STATE_STATUS = '/state/orchestration_state: state: the status "THAW_COMPLETE" is no word that is known';
const WORKER_STATE = '/state/worker_state: state: the status "THAWED" is no word that is known';
const REGION = '/region: heat_stacks: field "region" is not documented';
const SLASH = '/a~1b: state: field "a/b" is not documented';
const COLOUR = '/state/heat_outputs/0/colour: state: field "colour" of an output is not documented';
const FIELDS = [SLASH, REGION, COLOUR];
const WORDS = [HEAT_STATUS, STATE_STATUS, WORKER_STATE];

describe('what a site knows', () => {
  it('is nothing more by default', () => assert.deepEqual(found({}), [...FIELDS, ...WORDS].sort()));

  it('is a word wherever it stands, and no other word', () => {
    assert.deepEqual(found({ statuses: ['THAW_COMPLETE'] }), [...FIELDS, WORKER_STATE].sort());
    assert.deepEqual(
      found({ statuses: ['OTHER', 'THAWED', 'THAW'] }),
      [...FIELDS, HEAT_STATUS, STATE_STATUS].sort(),
    );
  });

  it('is a field wherever it stands, by its whole name', () => {
    assert.deepEqual(found({ fields: ['region', 'a/b'] }), [COLOUR, ...WORDS].sort());
    assert.deepEqual(found({ fields: ['colour', 'b', 'gion'] }), [SLASH, REGION, ...WORDS].sort());
  });

  it('is no excuse where a word is of another field', () => {
    const misplaced = exampleResource({
      title: '',
      finds: [],
      stages: { heat_stacks: heatStacks({ stack_status: 'CREATE_COMPLETED' }) },
    });
    const [finding] = judge(misplaced).findings.filter(({ rule }) => rule === 'unknown-status');
    assert.equal(finding?.message, 'heat_stacks: the status "CREATE_COMPLETED" belongs to another field');
    assert.equal(finding?.actual, '"CREATE_COMPLETED"');
  });
});
