import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { renderShow } from '../../../src/commands/show/views/screen.ts';
import { VERDICTS } from '../../../src/judge/finding.ts';
import type { Judged } from '../../../src/judging/results.ts';
import { STAGES } from '../../../src/stages/keys.ts';
import * as sample from '../../support/data/samples.ts';
import { fitsWidth } from '../../support/run/pasted.ts';

const PLAIN = { width: 80, colour: false, unicode: true };

function show(judged: Judged, screen = PLAIN, full = false): string {
  return renderShow(sample.showOf(judged), screen, { full });
}

test('the verdict is the first line, the next command the last', () => {
  const lines = show(sample.abandoned()).trimEnd().split('\n');
  assert.match(lines[0] ?? '', /^BROKEN {5}v2\.0\/ports\/ddc14be4-/);
  assert.equal(lines.at(-1), 'next       esi-state repair ports/ddc14be4 --dry-run');
});

test('a settled resource with five outputs fits 80 x 24', () => {
  assert.ok(show(sample.settled()).split('\n').length <= 24);
});

test('colour adds nothing but colour', () => {
  for (const make of [sample.settled, sample.abandoned, sample.inFlight, sample.failed, sample.malformed]) {
    for (const width of [80, 200]) {
      const coloured = show(make(), { width, colour: true, unicode: true });
      assert.match(coloured, /\u001b\[/);
      assert.equal(stripVTControlCharacters(coloured), show(make(), { width, colour: false, unicode: true }));
    }
  }
});

test('several resources are told one after the other, no resource gives no text', () => {
  const result = sample.showOf(sample.settled(), sample.stackless());
  const text = renderShow(result, PLAIN, { full: false });
  assert.match(text, /^SETTLED .*\n\nSTACKLESS /s);
  assert.equal(renderShow(sample.showOf(), PLAIN, { full: false }), '');
});

test('a caret stands under the first character that differs', () => {
  const text = show(sample.changed(['aa:bb'], ['aa:cb'], '/0'));
  const [heat = '', state = '', caret = ''] = text.split('\n').slice(-5, -2);
  assert.match(heat, /heat_stacks {2}"aa:bb"$/);
  assert.equal(state[caret.indexOf('^')], 'c');
  assert.equal(heat[caret.indexOf('^')], 'b');
});

test('what is left out is counted', () => {
  assert.match(show(sample.manyOutputs(40)), /\(32 more equal values: --full\)/);
  assert.doesNotMatch(show(sample.manyOutputs(40), PLAIN, true), /more|--full\)/);
});

test('findings that are left out are counted', () => {
  const findings = [
    ...Array.from({ length: 13 }, (_, i) => sample.finding(`rule-${i}`)),
    sample.finding('unknown-field', { severity: 'info' }),
  ];
  const text = show({ ...sample.settled(), verdict: 'broken', findings });
  assert.match(text, /\(3 more findings, 1 info finding: --full\)/);
  assert.match(show({ ...sample.settled(), findings }, PLAIN, true), /rule-12.*unknown-field/s);
});

test('of three stages the odd one is marked', () => {
  const stages = {
    heat_stacks: { value: sample.heatStacks([sample.output('a', 1)]), rev: 1 },
    job_state: { value: sample.jobState([sample.output('a', 2)]), rev: 2 },
    state: { value: sample.state([sample.output('a', 1)]), rev: 3 },
  };
  const text = show(sample.judged(sample.snapshotOf(stages), { verdict: 'broken' }), {
    ...PLAIN,
    width: 120,
  });
  assert.match(text, /^! a +1 +! 2 +=$/m);
});

test('an output that one stage lacks differs from any value', () => {
  const stages = {
    heat_stacks: { value: sample.heatStacks([sample.output('a', null)]), rev: 1 },
    state: { value: sample.state([]), rev: 3 },
  };
  const judged = sample.judged(sample.snapshotOf(stages), { verdict: 'broken', suspects: ['state'] });
  assert.match(show(judged), /^! a {2}heat_stacks {4}null\n {5}state {8}! -$/m);
});

test("where the worker itself failed Heat's report is not compared", () => {
  const words = { orchestration_state: 'MODIFY_ERROR', worker_state: 'MODIFY_ERROR' };
  const stages = {
    heat_stacks: { value: sample.heatStacks(sample.portOutputs()), rev: 1 },
    state: { value: sample.state([], words, { error: 'no template' }), rev: 3 },
  };
  const text = show(sample.judged(sample.snapshotOf(stages), { verdict: 'failed' }));
  assert.doesNotMatch(text, /!/);
  assert.match(text, /^next +esi-state show ports\/ddc14be4 --full/m);
});

const anyText = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.lorem());
const anyOutputs = fc.array(
  fc.record({ output_key: anyText, output_value: fc.oneof(anyText, fc.jsonValue()), description: anyText }),
  { maxLength: 14 },
);
const anyDocument = fc.oneof(
  fc.constant(undefined),
  fc.uint8Array({ maxLength: 60 }),
  fc.constant('{}'),
  anyOutputs.map((outputs) => sample.heatStacks(outputs)),
  fc.tuple(anyOutputs, anyText).map(([outputs, error]) => sample.jobState(outputs, { error })),
  fc
    .tuple(anyOutputs, anyText)
    .map(([outputs, text]) => sample.state(outputs, { worker_state: text }, { error: text })),
  fc.dictionary(anyText, fc.jsonValue()).map((fields) => JSON.stringify(fields)),
);
const anyFinding = fc.record({
  rule: fc.constantFrom('outputs-differ', 'status-mismatch'),
  severity: fc.constantFrom('error' as const, 'warning' as const, 'info' as const),
  stages: fc.subarray([...STAGES], { minLength: 1 }),
  path: fc.oneof(anyText, fc.constant('/state/heat_outputs/0/output_value'), fc.constant('/output/1')),
  message: anyText,
  expected: fc.option(anyText),
  actual: fc.option(anyText),
});
const anyJudged = fc
  .record({
    documents: fc.tuple(anyDocument, anyDocument, anyDocument),
    id: anyText,
    verdict: fc.constantFrom(...VERDICTS),
    suspects: fc.subarray([...STAGES]),
    reason: anyText,
    findings: fc.array(anyFinding, { maxLength: 13 }),
    version: fc.nat(),
  })
  .map(({ documents, id, version, ...judgement }) => {
    const written = STAGES.flatMap((stage, i) => {
      const value = documents[i];
      return value === undefined ? [] : [[stage, { value, rev: i + 1 }]];
    });
    const ref = { schemaPath: 'v2.0/ports', id };
    const snapshot = sample.snapshotOf(Object.fromEntries(written), { ref, config: { version, rev: 4 } });
    return { ...judgement, evidence: [], snapshot };
  });
const anyScreen = fc.record({
  width: fc.integer({ min: 40, max: 240 }),
  colour: fc.constant(false),
  unicode: fc.boolean(),
});

test('no line is wider than the screen, and nothing on it is live', () => {
  fc.assert(
    fc.property(anyJudged, anyScreen, fc.boolean(), (judged, screen, full) => {
      const text = show(judged, screen, full);
      assert.doesNotMatch(text, /[^\P{C}\n]|\p{Zl}|\p{Zp}|\p{Default_Ignorable_Code_Point}/u);
      if (!screen.unicode) assert.match(text, /^[ -~\n]*$/);
      fitsWidth(text, screen.width);
    }),
    { numRuns: 400 },
  );
});

test('with --full every output value is there, whole', () => {
  const outputs = fc.array(fc.jsonValue({ noUnicodeString: false }), { maxLength: 14 });
  fc.assert(
    fc.property(outputs, outputs, fc.integer({ min: 80, max: 119 }), (heat, state, width) => {
      const named = (values: unknown[]) => values.map((value, i) => sample.output(`o${i}`, value));
      const stages = {
        heat_stacks: { value: sample.heatStacks(named(heat)), rev: 1 },
        state: { value: sample.state(named(state)), rev: 2 },
      };
      const judged = sample.judged(sample.snapshotOf(stages), { verdict: 'broken' });
      const text = squeezed(show(judged, { width, colour: false, unicode: false }, true));
      for (const value of [...heat, ...state]) assert.ok(text.includes(squeezed(asciiJson(value))));
    }),
    { numRuns: 200 },
  );
});

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (unit) => {
    const code = unit.charCodeAt(0);
    const hex = code.toString(16);
    return code < 0xa0 ? `\\x${hex}` : `\\u${hex.padStart(4, '0')}`;
  });
}
