import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RULES } from '../../src/judge/catalogue.ts';
import { jobAtWork } from '../../src/judge/facts.ts';
import type { Severity } from '../../src/judge/finding.ts';
import { judge } from '../../src/judge/judge.ts';
import { exampleResource } from '../../src/judge/rules/example-resource.ts';

describe('each rule on its own examples', () => {
  for (const rule of RULES) {
    for (const example of rule.examples()) {
      it(`${rule.id}: ${example.title}`, () => {
        const resource = exampleResource(example);
        const paths =
          rule.waitsForJob && jobAtWork(resource) ? [] : rule.check(resource).map(({ path }) => path);
        assert.deepEqual(paths, example.finds);
      });
    }
  }
});

/** As they are promised to operators: the default severity, and whether a job at work is an excuse. */
const PROMISED: Readonly<Record<string, readonly [Severity, 'waits' | 'always']>> = {
  'malformed-document': ['error', 'always'],
  'invalid-field': ['error', 'always'],
  'unknown-field': ['info', 'always'],
  'malformed-outputs': ['error', 'always'],
  'unknown-status': ['warning', 'always'],
  'identity-mismatch': ['error', 'always'],
  'missing-stage': ['error', 'waits'],
  'status-mismatch': ['error', 'waits'],
  'worker-state-mismatch': ['error', 'always'],
  'outputs-differ': ['error', 'waits'],
  'outputs-reordered': ['warning', 'waits'],
  'error-text-mismatch': ['warning', 'always'],
  'version-ahead': ['error', 'waits'],
  'version-lowered': ['error', 'always'],
  'abandoned-job': ['error', 'waits'],
  'stale-in-progress': ['error', 'waits'],
  'config-not-applied': ['warning', 'always'],
  'unheld-job': ['warning', 'always'],
  'no-config': ['warning', 'always'],
  'failed-job': ['warning', 'always'],
  'non-canonical': ['off', 'always'],
  'long-in-flight': ['warning', 'always'],
};

describe('the catalogue', () => {
  it('has the severities and the excuses that are promised', () => {
    const has = RULES.map(({ id, severity, waitsForJob }) => [
      id,
      [severity, waitsForJob ? 'waits' : 'always'],
    ]);
    assert.deepEqual(Object.fromEntries(has), PROMISED);
  });

  it('has examples that hold and that do not for each rule', () => {
    for (const rule of RULES) {
      assert.ok(
        rule.examples().some((example) => example.finds.length === 0),
        rule.id,
      );
      assert.ok(
        rule.examples().some((example) => example.finds.length > 0),
        rule.id,
      );
    }
  });

  it('names each rule once, and each by its contract', () => {
    const ids = RULES.map((rule) => rule.id);
    assert.deepEqual([...new Set(ids)], ids);
    assert.equal(ids.length, 22);
  });

  it('calls a resource broken exactly where an error rule finds something', () => {
    for (const rule of RULES) {
      for (const example of rule.examples()) {
        const resource = exampleResource(example);
        const { verdict, findings, suspects, reason } = judge(resource);
        const errors = findings.filter((finding) => finding.severity === 'error');
        assert.equal(verdict === 'broken', errors.length > 0, `${rule.id}: ${example.title}`);
        assert.equal(reason === '', errors.length === 0);
        if (errors.length === 0) assert.deepEqual(suspects, []);
      }
    }
  });
});
