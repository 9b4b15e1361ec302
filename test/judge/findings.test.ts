import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RULES } from '../../src/judge/catalogue.ts';
import { exampleResource } from '../../src/judge/rules/example-resource.ts';

/** Of a finding: its stages, and the JSON texts that were expected and found. Its path stands with the example. */
type Told = readonly [stages: string, expected: string | null, actual: string | null];

const TOLD: Readonly<Record<string, Readonly<Record<string, readonly Told[]>>>> = {
  'abandoned-job': {
    'the worker died before Heat answered; its key in `all` is left': [['job_state', null, '{}']],
    'it died before it published': [['job_state state', null, null]],
    'left over, and state was changed since: it need not have died before it published': [
      ['job_state', null, null],
    ],
    'an unchanged result, unpublished': [['job_state state', '2', '1']],
  },
  'missing-stage': {
    'state was lost': [['state', null, null]],
    'heat_stacks was lost': [['heat_stacks', null, null]],
    'a result, never published': [['state', null, null]],
  },
  'stale-in-progress': {
    'busy, without one': [['heat_stacks', null, '"UPDATE_IN_PROGRESS"']],
  },
  'identity-mismatch': {
    "another port's report": [
      ['heat_stacks', null, '"port:aaaa"'],
      ['heat_stacks', null, '"port_aaaa"'],
    ],
    'the stack is lost': [['heat_stacks', null, '""']],
    'another type': [
      ['heat_stacks', null, '"network:ddc14be4"'],
      ['heat_stacks', null, '"network_ddc14be4"'],
    ],
  },
  'invalid-field': {
    'a version that is text': [['state', null, '"1"']],
    'version 0': [['state', null, '0']],
    'no error field': [['state', null, null]],
    'a finished job without its status': [['job_state', null, null]],
    'a tenant that is null': [['heat_stacks', null, 'null']],
  },
  'malformed-outputs': {
    'text that is cut short': [['state', null, '"[{\\"output_value\\": "']],
    'a list instead of its text': [['state', null, '[]']],
    'two outputs with one key': [['heat_stacks', null, '"id"']],
    'an output without a value': [['state', null, null]],
  },
  'status-mismatch': {
    'state was left behind': [['heat_stacks state', '"UPDATE_COMPLETE"', '"CREATE_COMPLETE"']],
    'only job_state differs': [['heat_stacks job_state state', '"CREATE_FAILED"', '"CREATE_COMPLETE"']],
    'state knows of no stack': [['heat_stacks state', '"CREATE_COMPLETED"', '"READ_COMPLETE"']],
  },
  'worker-state-mismatch': {
    'two different actions': [['state', '"CREATE_COMPLETED"', '"MODIFY_COMPLETED"']],
    'a failure that looks done': [['state', null, '"CREATE_COMPLETED"']],
  },
  'outputs-differ': {
    'one character of an address changed': [
      ['heat_stacks state', '"fa:16:3e:f7:60:7f"', '"fa:16:3e:f7:60:7e"'],
    ],
    'an output is missing in state': [
      [
        'heat_stacks state',
        '{"description":"The mac_address.","output_key":"mac_address","output_value":["fa:16:3e:f7:60:7f"]}',
        null,
      ],
    ],
    'an output too many in state': [
      [
        'heat_stacks state',
        null,
        '{"output_value":"value of fq_name","description":"The fq_name.","output_key":"fq_name"}',
      ],
    ],
    'a description differs': [['heat_stacks state', '"The id."', '"An id."']],
  },
  'version-ahead': {
    'a version out of nowhere': [['state', '2', '7']],
  },
  'outputs-reordered': {
    'two outputs changed places': [['heat_stacks state', '["a","b"]', '["b","a"]']],
  },
  'error-text-mismatch': {
    'failed without a word': [['state', null, '""']],
    'done, and complains': [['state', null, '"no address"']],
    'two texts for one failure': [['job_state state', '"no address"', '"no network"']],
  },
  'unknown-status': {
    'a misspelt status': [['heat_stacks', null, '"CREATE_COMPLET"']],
    "a word of the worker's where one of Heat's belongs": [['state', null, '"CREATE_COMPLETED"']],
  },
  'config-not-applied': {
    'still ahead': [['state', '2', '1']],
  },
  'no-config': {
    'nobody wants it': [['heat_stacks', null, null]],
  },
  'failed-job': {
    'failed in Heat': [['state', null, '"no address left"']],
  },
  'unknown-field': {
    'one more field': [['heat_stacks', null, '"jp1"']],
    'one more field in an output': [['state', null, '"red"']],
  },
};

describe('what a rule finds in its examples', () => {
  for (const rule of RULES) {
    for (const [title, told] of Object.entries(TOLD[rule.id] ?? {})) {
      it(`${rule.id}: ${title}`, () => {
        const example = rule.examples().find((one) => one.title === title);
        assert.ok(example);
        const drafts = rule.check(exampleResource(example));
        assert.deepEqual(
          drafts.map(({ stages, expected, actual }) => [stages.join(' '), expected, actual]),
          told,
        );
        for (const { message } of drafts) assert.match(message, /^\S.*\S$/);
      });
    }
  }
});
