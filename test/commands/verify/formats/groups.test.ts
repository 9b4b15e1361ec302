/** A bad night: what is alike becomes a line. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { kindOfDifference, newGrouping } from '../../../../src/commands/verify/formats/groups.ts';

import { MAX_LISTED, newSections } from '../../../../src/commands/verify/formats/sections.ts';
import { renderVerify } from '../../../../src/commands/verify/formats/table.ts';
import type { VerifiedResource, VerifyResult } from '../../../../src/commands/verify/result.ts';
import { verifiedOf } from '../../../../src/commands/verify/verify-run.ts';
import { widthOf } from '../../../../src/drawing/width.ts';
import { RULES } from '../../../../src/judge/catalogue.ts';
import { exampleResource } from '../../../../src/judge/rules/example-resource.ts';
import { judgeSnapshot } from '../../../../src/judging/judging.ts';
import * as sample from '../../../support/data/samples.ts';

const NARROW = { width: 80, colour: false, unicode: true };

function broken(number: number, more: Partial<VerifiedResource> = {}): VerifiedResource {
  const id = `${String(number).padStart(8, '0')}-0000-0000-0000-000000000000`;
  return {
    ...sample.verified(sample.abandoned()),
    ref: { schemaPath: 'v2.0/ports', id },
    suspects: ['state'],
    modRevisions: { heat_stacks: 10, job_state: null, state: 9000 - number },
    findings: [
      sample.finding('outputs-differ', {
        stages: ['heat_stacks', 'state'],
        message: 'output "mac_address": output_value differs between heat_stacks and state',
        expected: '["fa:16:3e:f7:60:7f"]',
        actual: 'null',
      }),
    ],
    ...more,
  };
}

const malformed = (number: number) =>
  broken(number, {
    ref: { schemaPath: 'v2.0/subnets', id: `s${number}` },
    findings: [
      sample.finding('malformed-document', {
        message: `state is no readable document, at byte ${number}: the text ends`,
      }),
    ],
  });

function resultOf(resources: readonly VerifiedResource[]): VerifyResult {
  const summary = sample.summaryFor(resources);
  return { source: sample.SOURCE, summary, resources, failures: [], notes: [] };
}

const many = (count: number) => Array.from({ length: count }, (_, i) => broken(i));

test('few are listed one by one', () => {
  const text = renderVerify(resultOf(many(MAX_LISTED)), NARROW);
  assert.equal(text.match(/^BROKEN/gm)?.length, MAX_LISTED);
  assert.doesNotMatch(text, /one cause/);
});

test('many are told by group, largest first, with the cause to look for', () => {
  const text = renderVerify(resultOf([...many(3371), malformed(400), malformed(4096)]), NARROW);
  const [head, title, ...lines] = text.split('\n');
  assert.equal(head, 'BROKEN     3373');
  assert.match(title ?? '', /^count +rule +suspect +where: what +from +e\.g\.$/);
  assert.match(
    lines[0] ?? '',
    /^ {1}3371 +outputs-differ +state +ports: mac_address +5630 +ports\/00003370$/,
  );
  assert.match(lines[1] ?? '', /^ +-> null$/);
  assert.match(text, /^ +2 +malformed-document +state/m);
  assert.match(text, /^! +3371 alike since revision 5630: one cause\. Find it before repairing\.$/m);
  assert.match(text, /^ +2 of 2 groups; each resource: --list$/m);
  assert.match(text, /^listed +0 of 3373, and 3373 by group \(each: --list\); healthy ones: +--list-all$/m);
  assert.match(text, /^next +esi-state repair --all --dry-run$/m);
});

test('what is not broken and many is grouped by itself, so that the broken ones are seen', () => {
  const flights = Array.from({ length: 300 }, (_, i) => ({
    ...sample.verified(sample.inFlight()),
    ref: { schemaPath: 'v2.0/ports', id: `f${i}` },
  }));
  const text = renderVerify(resultOf([...flights, ...many(2)]), NARROW);
  assert.equal(text.match(/^BROKEN/gm)?.length, 2);
  assert.match(text, /^IN FLIGHT {2}300\n/m);
  assert.match(text, /^ +300 +working +ports/m);
});

test('what the baseline knows is a group of its own', () => {
  const known = many(30).map((one): VerifiedResource => ({ ...one, known: true }));
  const text = renderVerify(resultOf([...known, malformed(7)]), NARROW);
  assert.match(text, /^BROKEN {5}30 that the baseline knows$/m);
  assert.doesNotMatch(text, /one cause/);
  assert.match(text, /^next +esi-state show subnets\/s7$/m);
});

test('groups that differ in their type alone are one where there are too many', () => {
  const typed = Array.from({ length: 24 }, (_, i) =>
    broken(i, { ref: { schemaPath: `v2.0/type${i}`, id: 'x' } }),
  );
  const { take, groups } = newGrouping();
  typed.slice(0, 20).forEach(take);
  assert.equal(groups().rows.length, 20);
  typed.slice(20).forEach(take);
  const [row, ...others] = groups().rows;
  assert.equal(others.length, 0);
  assert.deepEqual([row?.count, row?.type, row?.from], [24, '24 types', 9000 - 23]);
});

test('kinds without end are bounded', () => {
  const { take, groups } = newGrouping();
  for (let i = 0; i < 5000; i++) {
    const letters = [...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    take(
      broken(i, { findings: [sample.finding('outputs-differ', { message: `output "${letters}" is odd` })] }),
    );
  }
  const { rows, count, resources } = groups();
  assert.ok(count <= 1001);
  assert.equal(resources, 5000);
  assert.equal(
    rows.reduce((sum, row) => sum + row.count, 0),
    5000,
  );
});

test('a shelf keeps nothing of what it can not list', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), (count) => {
      const { take, sections: shelves } = newSections();
      many(count).forEach(take);
      const [shelf] = shelves();
      assert.equal(shelf?.groups.resources ?? 0, count);
      assert.equal(shelf?.resources.length ?? 0, count > MAX_LISTED ? 0 : count);
    }),
  );
});

test('of each rule, the kind has nothing that is particular to a resource', () => {
  for (const rule of RULES) {
    for (const example of rule.examples()) {
      const { snapshot } = exampleResource(example);
      const { findings } = verifiedOf(judgeSnapshot(snapshot, {}));
      for (const kind of findings.map(kindOfDifference)) {
        assert.doesNotMatch(kind, /[0-9a-f]{8}-|\b\d+\b/, rule.id);
        assert.ok(kind.length > 3, rule.id);
      }
    }
  }
  const differs = sample.finding('outputs-differ', {
    message: 'output "mac_address": output_value differs between heat_stacks and state',
    actual: '"x"',
  });
  assert.equal(kindOfDifference(differs), 'mac_address differs');
  assert.equal(kindOfDifference({ ...differs, actual: 'null' }), 'mac_address -> null');
});

test('no line is wider than the screen', () => {
  fc.assert(
    fc.property(fc.integer({ min: 40, max: 240 }), fc.string({ unit: 'binary' }), (width, message) => {
      const odd = broken(5000, { findings: [sample.finding('outputs-differ', { message })] });
      const text = renderVerify(resultOf([...many(60), odd]), { width, colour: false, unicode: true });
      assert.doesNotMatch(text, /[^\P{C}\n]|\p{Zl}|\p{Zp}/u);
      for (const line of text.split('\n')) assert.ok(widthOf(line) <= width, `too wide: ${line}`);
    }),
    { numRuns: 50 },
  );
});
