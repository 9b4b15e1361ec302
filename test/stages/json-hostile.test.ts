import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { judge } from '../../src/judge/judge.ts';
import { MAX_DEPTH, readObjectBytes } from '../../src/stages/json-read.ts';
import { STAGES } from '../../src/stages/keys.ts';
import { edited } from '../support/data/documents.ts';
import { messageOf } from '../support/data/trees.ts';
import { judgeChanged } from '../support/generators/one-change.ts';
import { OUTPUTS, PORT } from '../support/generators/situations.ts';
import { memoryOf, victimOf } from '../support/generators/systems.ts';
import { cases } from '../support/run/cases.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const inside = (...values: number[]) =>
  Buffer.concat([Buffer.from('{"a": "'), bytes(...values), Buffer.from('"}')]);
const MILLION = cases(1_000_000);

/** Values that are no document, each with the words that must tell why. */
const HOSTILE: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ['nothing', '', /empty/],
  ['spaces', ' \n', /the text ends/],
  ['no object', '[]', /not an object/],
  ['a number', '7', /not an object/],
  ['a byte order mark', '\ufeff{}', /JSON value was expected/],
  ['NaN', '{"a": NaN}', /JSON value was expected/],
  ['Infinity', '{"a": -Infinity}', /JSON value was expected/],
  ['text behind it', '{} {}', /after the end/],
  ['a NUL behind it', '{}\u0000', /after the end/],
  ['a comma too many', '{"a": 1,}', /key was expected/],
  ['a comment', '{/* */}', /key was expected/],
  ['single quotes', "{'a': 1}", /key was expected/],
  ['a leading zero', '{"a": 01}', /"," or "}"/],
  ['a plus', '{"a": +1}', /JSON value was expected/],
  ['a point alone', '{"a": 1.}', /"," or "}"/],
  ['a line break in a text', '{"a": "\n"}', /unescaped/],
  ['an unknown escape', '{"a": "\\x41"}', /unknown escape/],
  ['half an escape', '{"a": "\\u12"}', /four hexadecimal/],
  ['a key twice', '{"a": 1, "a": 1}', /duplicate key/],
  ['a key twice, once escaped', '{"a": 1, "\\u0061": 1}', /duplicate key/],
  ['__proto__ twice', '{"__proto__": 1, "__proto__": 1}', /duplicate key/],
  ['a key twice, deep inside', '{"a": [{"b": {"c": 1, "c": 2}}]}', /duplicate key/],
  ['a byte that is no UTF-8', inside(0xff), /UTF-8/],
  ['a cut character', inside(0xc3), /UTF-8/],
  ['an overlong slash', inside(0xc0, 0xaf), /UTF-8/],
  ['a surrogate as CESU-8', inside(0xed, 0xa0, 0x80), /UTF-8/],
  ['a pair as CESU-8', inside(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80), /UTF-8/],
  ['beyond Unicode', inside(0xf4, 0x90, 0x80, 0x80), /UTF-8/],
  ['UTF-16', Buffer.from('{"a": 1}', 'utf16le'), /key was expected/],
  ['a million brackets', '['.repeat(MILLION), /nested deeper/],
  ['a million brackets, closed', '['.repeat(MILLION) + ']'.repeat(MILLION), /nested deeper/],
  ['a million objects', '{"a":'.repeat(MILLION), /nested deeper/],
  ['a million objects, closed', `${'{"a":'.repeat(MILLION)}1${'}'.repeat(MILLION)}`, /nested deeper/],
  ['a million backslashes', `{"a": "${'\\'.repeat(MILLION + 1)}`, /string|escape/],
  ['a million minus signs', `{"a": ${'-'.repeat(MILLION)}}`, /JSON value was expected/],
];

describe('what is no document', () => {
  const victim = victimOf(PORT, { action: 'create', outcome: 'done', jobState: true }, OUTPUTS);
  for (const [name, value, message] of HOSTILE) {
    it(name, () => {
      const before = process.cpuUsage();
      assert.match(messageOf(readObjectBytes(Buffer.from(value))), message);
      for (const stage of STAGES) {
        const judgement = judgeChanged(victim, { stage, value });
        assert.equal(judgement?.verdict, 'broken');
        assert.deepEqual(judgement?.suspects, [stage]);
        assert.equal(judgement?.findings[0]?.rule, 'malformed-document');
      }
      const { user, system } = process.cpuUsage(before);
      assert.ok(user + system < 4_000_000, 'more than four seconds of a processor');
    });
  }

  for (const [name, value] of HOSTILE) {
    if (typeof value !== 'string' || value === '[]') continue;
    it(`${name}, as the text of state's outputs`, () => {
      const inner = edited(victim.texts.state ?? '', ['state', 'heat_outputs'], value);
      const judgement = judgeChanged(victim, { stage: 'state', value: inner });
      assert.deepEqual(judgement?.suspects, ['state']);
      assert.equal(
        judgement?.findings.find(({ severity }) => severity === 'error')?.rule,
        'malformed-outputs',
      );
    });
  }

  it('tells the byte, not the character', () => {
    const reading = readObjectBytes(Buffer.from('{"é": x}'));
    assert.equal('problem' in reading && reading.problem.byte, 7);
    const cut = readObjectBytes(inside(0x61, 0xff));
    assert.equal('problem' in cut && cut.problem.byte, 8);
  });

  it('takes what is as deep as is sane', () => {
    const nested = (depth: number) => `{"a": ${'['.repeat(depth)}${']'.repeat(depth)}}`;
    assert.equal(messageOf(readObjectBytes(Buffer.from(nested(MAX_DEPTH - 1)))), '');
    assert.match(messageOf(readObjectBytes(Buffer.from(nested(MAX_DEPTH)))), /nested deeper/);
  });

  it('never makes the judge fall over, whatever bytes or values the stages hold', () => {
    const values = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.json().map(Buffer.from),
      fc.object().map((one) => Buffer.from(JSON.stringify(one))),
    );
    fc.assert(
      fc.property(fc.constantFrom(...STAGES), values, (stage, value) => {
        assert.notEqual(judgeChanged(victim, { stage, value }), undefined);
      }),
      { numRuns: cases(500) },
    );
    assert.ok(
      memoryOf([victim])
        .resources()
        .every((resource) => judge(resource).verdict === 'complete'),
    );
  });
});
