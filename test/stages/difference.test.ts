import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { smallestDifference } from '../../src/stages/difference.ts';
import { sameJson } from '../../src/stages/json.ts';
import { compactJson } from '../../src/stages/json-write.ts';
import { read, replaceAt, resolve } from '../support/data/trees.ts';
import { json } from '../support/generators/arbitraries.ts';
import { otherValues } from '../support/generators/changes/outputs.ts';
import { cases } from '../support/run/cases.ts';

const EXAMPLES: readonly (readonly [string, string, string])[] = [
  ['1', '2', ''],
  ['{"a": 1, "b": 2}', '{"b": 3, "a": 1}', '/b'],
  ['{"a": [1, {"b": 2}]}', '{"a": [1, {"b": 3}]}', '/a/1/b'],
  ['{"a": 1, "b": 2}', '{"a": 2, "b": 3}', ''],
  ['[1, 2]', '[1, 2, 3]', '/2'],
  ['[1, 2, 3]', '[2, 3]', ''],
  ['{"a": {}}', '{"a": {"b": null}}', '/a/b'],
  ['{"a/b~c": 1}', '{"a/b~c": 2}', '/a~1b~0c'],
  ['{"__proto__": {"a": 1}}', '{"__proto__": {"a": 2}}', '/__proto__/a'],
  ['{"": 1}', '{"": 2}', '/'],
  ['[[]]', '[{}]', '/0'],
];

describe('the smallest difference', () => {
  for (const [left, right, path] of EXAMPLES) {
    it(`of ${left} and ${right} is at "${path}"`, () => {
      assert.equal(smallestDifference(read(left), read(right))?.path, path);
    });
  }

  const pairs = fc.oneof(
    fc.tuple(json, json),
    // Near ones: any value beside the least changes of it.
    json.chain((value) => fc.tuple(fc.constant(value), fc.constantFrom(...otherValues(value)))),
  );

  it('is none exactly where the values are equal', () => {
    fc.assert(
      fc.property(pairs, ([left, right]) => {
        assert.equal(smallestDifference(left, right) === undefined, sameJson(left, right));
        assert.equal(smallestDifference(left, read(compactJson(left))), undefined);
      }),
    );
  });

  it('leads to both sides, and putting one in place of the other makes them equal', () => {
    fc.assert(
      fc.property(pairs, ([left, right]) => {
        const found = smallestDifference(left, right);
        if (found === undefined) return;
        assert.ok(sameJson(resolve(left, found.path), found.left));
        assert.ok(sameJson(resolve(right, found.path), found.right));
        assert.ok(sameJson(replaceAt(left, found.path, found.right), right));
        assert.ok(sameJson(replaceAt(right, found.path, found.left), left));
      }),
      { numRuns: cases(1_000) },
    );
  });

  it('is of the same place, seen from either side', () => {
    fc.assert(
      fc.property(pairs, ([left, right]) => {
        assert.equal(smallestDifference(left, right)?.path, smallestDifference(right, left)?.path);
      }),
    );
  });
});
