import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compactJson, pythonSorted, pythonUnsorted } from '../../src/stages/json-write.ts';
import { read } from '../support/data/trees.ts';
import { json } from '../support/generators/arbitraries.ts';
import { cases } from '../support/run/cases.ts';

/** `[text, json.dumps(value, sort_keys=True), json.dumps(value)]`, as Python 3 wrote them once. */
type Vector = readonly [string, string, string];

const PROGRAM = `
import json, sys
for line in sys.stdin:
    text = json.loads(line)
    value = json.loads(text)
    print(json.dumps([text, json.dumps(value, sort_keys=True), json.dumps(value)]))
`;

describe("Python's bytes", () => {
  const path = new URL('../../../test/data/python-json.ndjson', import.meta.url);
  const vectors: Vector[] = lines(readFileSync(path, 'utf8'));

  it('of the committed examples', () => {
    assert.ok(vectors.length > 100);
    for (const vector of vectors) assertWritten(vector);
  });

  it('of generated values, where there is a Python 3 to ask', () => {
    const values = fc.sample(json, { numRuns: cases(1_000) });
    for (const vector of askPython(values.map(compactJson)) ?? []) assertWritten(vector);
  });
});

function assertWritten([text, sorted, unsorted]: Vector): void {
  const value = read(text);
  assert.equal(pythonSorted(value), sorted);
  assert.equal(pythonUnsorted(value), unsorted);
  assert.equal(pythonSorted(read(sorted)), sorted);
}

/** Undefined where the machine has no Python 3: the committed examples then stand for it. */
function askPython(texts: readonly string[]): Vector[] | undefined {
  const input = texts.map((text) => `${JSON.stringify(text)}\n`).join('');
  const { error, status, stdout } = spawnSync('python3', ['-c', PROGRAM], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return error === undefined && status === 0 ? lines(stdout) : undefined;
}

function lines(text: string): Vector[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
