/** What is wrong with single fields of documents: rule, place, words, and what stands there. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { heatStacks, jobState, object, output, outputsText, state } from '../../src/judge/rules/example.ts';
import type { StageDocument } from '../../src/stages/document.ts';
import { readHeatStacks } from '../../src/stages/heat-stacks.ts';
import { readJobState } from '../../src/stages/job-state.ts';
import { isObject, type Json, NumberText } from '../../src/stages/json.ts';
import { compactJson } from '../../src/stages/json-write.ts';
import { readState } from '../../src/stages/state.ts';
import { read } from '../support/data/trees.ts';

function objectOf(text: string) {
  const tree = read(text);
  assert.ok(isObject(tree));
  return tree;
}

const heat = (fields = {}) => readHeatStacks(objectOf(heatStacks(fields)));
const job = (fields = {}) => readJobState(objectOf(jobState(fields)));
const published = (inner = {}, outer = {}) => readState(objectOf(state(inner, outer)));

const problems = (document: StageDocument) =>
  document.problems.map(({ rule, path, message, actual }) =>
    [rule, path, message, actual === undefined ? '' : compactJson(actual)].join(' | '),
  );

/** A value of each kind, and how a message calls it. */
const KINDS: readonly (readonly [Json | undefined, string])[] = [
  [undefined, 'nothing'],
  [null, 'null'],
  [new NumberText('1'), 'a number'],
  [[], 'a list'],
  [object({}), 'an object'],
  [true, 'a boolean'],
];
const told = (value: Json | undefined) => (value === undefined ? '' : compactJson(value));

describe('healthy documents', () => {
  it('have no problems, and tell where things are', () => {
    for (const document of [heat(), job(), job({ error: 'no' }), published(), readJobState(new Map())])
      assert.deepEqual(problems(document), []);
    assert.deepEqual([heat().statusPath, heat().outputsPath], ['/stack_status', '/output']);
    assert.deepEqual([job().statusPath, job().outputsPath], ['/orchestration_state', '/heat_outputs']);
    assert.deepEqual(
      [published().statusPath, published().outputsPath],
      ['/state/orchestration_state', '/state/heat_outputs'],
    );
  });

  it('of a job that has no result have nothing to compare', () => {
    const { finished, status, outputs, error } = readJobState(new Map());
    assert.deepEqual([finished, status, outputs, error], [false, undefined, undefined, '']);
    assert.deepEqual([job().finished, job().error, job({ error: 'no' }).error], [true, '', 'no']);
  });
});

describe('text fields', () => {
  it('of heat_stacks must be strings', () => {
    for (const field of ['id', 'stack_id', 'stack_status', 'status_reason', 'tenant_id']) {
      for (const [value, kind] of KINDS) {
        assert.deepEqual(problems(heat({ [field]: value })), [
          `invalid-field | /${field} | "${field}" must be a string, not ${kind} | ${told(value)}`,
        ]);
      }
    }
  });

  it('of job_state must be strings; error may be absent', () => {
    for (const field of ['orchestration_state', 'error']) {
      for (const [value, kind] of KINDS.slice(field === 'error' ? 1 : 0)) {
        assert.deepEqual(problems(job({ [field]: value })), [
          `invalid-field | /${field} | "${field}" must be a string, not ${kind} | ${told(value)}`,
        ]);
      }
    }
  });

  it('of state must be strings', () => {
    for (const field of ['orchestration_state', 'worker_state']) {
      for (const [value, kind] of KINDS) {
        assert.deepEqual(problems(published({ [field]: value })), [
          `invalid-field | /state/${field} | "${field}" must be a string, not ${kind} | ${told(value)}`,
        ]);
      }
    }
    assert.deepEqual(problems(published({}, { error: null })), [
      'invalid-field | /error | "error" must be a string, not null | null',
    ]);
  });
});

describe('state', () => {
  it('needs a version that is a positive integer', () => {
    for (const value of [
      undefined,
      null,
      '1',
      new NumberText('0'),
      new NumberText('1.0'),
      new NumberText('-1'),
    ]) {
      const document = published({}, { version: value });
      assert.equal(document.version, undefined);
      assert.deepEqual(problems(document), [
        `invalid-field | /version | "version" must be a positive integer | ${told(value)}`,
      ]);
    }
    assert.equal(published({}, { version: 7 }).version, 7n);
  });

  it('needs what it publishes to be an object', () => {
    for (const [value, kind] of [
      ...KINDS.filter(([, name]) => name !== 'an object'),
      ['', 'a string'] as const,
    ]) {
      const document = published({}, { state: value });
      assert.deepEqual(problems(document), [
        `invalid-field | /state | "state" must be an object, not ${kind} | ${told(value)}`,
      ]);
      assert.equal(document.hasOutputs, false);
    }
  });

  it('demands outputs and a status, but of what needs no stack', () => {
    const bare = { heat_outputs: undefined, orchestration_state: undefined };
    assert.deepEqual(problems(published({ ...bare, worker_state: 'READ_COMPLETE' })), []);
    assert.deepEqual(problems(published({ ...bare, worker_state: 'SOME_WORD' })), []);
    const missing = 'invalid-field | /state/heat_outputs | "heat_outputs" is missing | ';
    const statusless =
      'invalid-field | /state/orchestration_state | "orchestration_state" must be a string, not nothing | ';
    assert.deepEqual(problems(published({ ...bare })), [statusless, missing]);
    assert.deepEqual(problems(published({ heat_outputs: undefined, worker_state: 'SOME_WORD' })), [missing]);
    assert.deepEqual(problems(published({ orchestration_state: undefined, worker_state: 'SOME_WORD' })), [
      statusless,
    ]);
    assert.deepEqual(problems(published({ heat_outputs: undefined, worker_state: 'READ_COMPLETE' })), []);
    assert.deepEqual(
      problems(published({ orchestration_state: undefined, worker_state: 'READ_COMPLETE' })),
      [],
    );
  });

  it('holds its outputs as the text of a list', () => {
    for (const [value, kind] of KINDS.slice(1)) {
      assert.deepEqual(problems(published({ heat_outputs: value })), [
        `malformed-outputs | /state/heat_outputs | must be text that holds a list, not ${kind} | ${told(value)}`,
      ]);
    }
    const [cut = ''] = problems(published({ heat_outputs: '[{' }));
    assert.match(cut, /^malformed-outputs \| \/state\/heat_outputs \| its text is no JSON at byte 2: /);
    assert.equal(published({ heat_outputs: '[{' }).hasOutputs, true);
    assert.deepEqual(problems(published({ heat_outputs: '{}' })), [
      'malformed-outputs | /state/heat_outputs | must be a list of outputs, not an object | {}',
    ]);
  });
});

describe('outputs', () => {
  const list = (...outputs: Json[]) => heat({ output: outputs });

  it('are objects with a key of their own and a value', () => {
    const malformed = (at: string, message: string, actual: string) => [
      `malformed-outputs | /output/${at} | ${message} | ${actual}`,
    ];
    assert.deepEqual(problems(list('a')), malformed('0', 'an output must be an object, not a string', '"a"'));
    const keyed = 'an output needs a non-empty "output_key"';
    for (const key of [undefined, null, '', new NumberText('1')])
      assert.deepEqual(
        problems(list(output('a', 'b', { output_key: key }))),
        malformed('0/output_key', keyed, told(key)),
      );
    assert.deepEqual(
      problems(list(output('a'), output('b', 'c', { output_value: undefined }))),
      malformed('1/output_value', 'an output needs an "output_value" (null is one)', ''),
    );
    assert.deepEqual(
      problems(list(output('a', null), output('b'), output('a'))),
      malformed('2/output_key', 'a second output "a"', '"a"'),
    );
    assert.deepEqual(problems(heat({ output: 'a' })), [
      'malformed-outputs | /output | must be a list of outputs, not a string | "a"',
    ]);
    assert.deepEqual(problems(job({ heat_outputs: null })), [
      'malformed-outputs | /heat_outputs | must be a list of outputs, not null | null',
    ]);
  });

  it('are known where all of them can be read', () => {
    assert.deepEqual(
      list(output('a', 'b', { colour: 'red' }), output('c')).outputs?.map(({ key, index }) => [key, index]),
      [
        ['a', 0],
        ['c', 1],
      ],
    );
    assert.equal(list(output('a'), null).outputs, undefined);
    assert.deepEqual(list().outputs, []);
  });
});

describe('fields that nobody documented', () => {
  it('are told wherever they are', () => {
    const unknown = (path: string, message: string) => [`unknown-field | ${path} | ${message} | "red"`];
    const strange = { 'a/b~': 'red' };
    const words = 'field "a/b~" is not documented';
    assert.deepEqual(problems(heat(strange)), unknown('/a~1b~0', words));
    assert.deepEqual(problems(job(strange)), unknown('/a~1b~0', words));
    assert.deepEqual(problems(published({}, strange)), unknown('/a~1b~0', words));
    assert.deepEqual(problems(published(strange)), unknown('/state/a~1b~0', words));
    const inOutput = outputsText(output('a', 'b', { colour: 'red' }));
    assert.deepEqual(
      problems(published({ heat_outputs: inOutput })),
      unknown('/state/heat_outputs/0/colour', 'field "colour" of an output is not documented'),
    );
  });
});
