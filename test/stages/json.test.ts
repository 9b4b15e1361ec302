import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sameJson } from '../../src/stages/json.ts';
import { readJsonText } from '../../src/stages/json-read.ts';
import { compactJson, pythonSorted } from '../../src/stages/json-write.ts';
import { messageOf, read, toPlain } from '../support/data/trees.ts';
import { json } from '../support/generators/arbitraries.ts';
import { cases } from '../support/run/cases.ts';

const RUNS = { numRuns: cases(2_000) };
const plainTexts = fc.oneof(
  fc.json({ noUnicodeString: false }),
  fc.json(),
  fc.jsonValue().map((value) => JSON.stringify(value, null, 2)),
);

describe('the reader beside JSON.parse', () => {
  it('gives the same of any JSON, but for digits', () => {
    fc.assert(
      fc.property(plainTexts, (text) => assert.deepStrictEqual(toPlain(read(text)), JSON.parse(text))),
      RUNS,
    );
  });

  it('refuses what JSON.parse refuses, takes what it takes, but for double keys', () => {
    const edits = fc.tuple(
      plainTexts,
      fc.nat(),
      fc.nat(3),
      fc.constantFrom(
        '',
        '"',
        '\\',
        ',',
        '[',
        '}',
        '1',
        '-',
        '.',
        'e',
        'u',
        ' ',
        '\n',
        '\u0000',
        '\u00a0',
        'NaN',
        '//',
      ),
    );
    fc.assert(
      fc.property(edits, ([text, where, taken, put]) => {
        const at = where % (text.length + 1);
        assertSameOpinion(text.slice(0, at) + put + text.slice(at + taken));
      }),
      RUNS,
    );
  });

  it('reads what it wrote, lossless', () => {
    fc.assert(
      fc.property(json, (value) => {
        assert.ok(sameJson(read(pythonSorted(value)), value));
        assert.ok(sameJson(read(compactJson(value)), value));
      }),
      RUNS,
    );
  });
});

describe('equal or not', () => {
  const APART: readonly (readonly [string, string])[] = [
    ['1', '1.0'],
    ['1', '"1"'],
    ['1e2', '100'],
    ['1e2', '1E2'],
    ['0', '-0'],
    ['9007199254740993', '9007199254740992'],
    ['0.1', '0.10'],
    ['0.30000000000000004', '0.30000000000000001'],
    ['false', '0'],
    ['false', 'null'],
    ['""', 'null'],
    ['[]', '{}'],
    ['[]', 'null'],
    ['[1, 2]', '[2, 1]'],
    ['[null]', '[]'],
    ['{"a": null}', '{}'],
    ['{"__proto__": {"a": 1}}', '{}'],
    ['{"__proto__": {"a": 1}}', '{"__proto__": {"a": 2}}'],
    ['{"constructor": 1}', '{"constructor": 2}'],
    ['{"a": 1}', '{"b": 1}'],
    ['"\\ud800"', '"\\udc00"'],
    ['"\\ud800"', '"\ufffd"'],
    ['"\u00e9"', '"e\u0301"'],
    ['"a"', '"A"'],
    ['"a"', '"a\\u0000"'],
    ['"\u2126"', '"\u03a9"'],
  ];
  for (const [left, right] of APART) {
    it(`${left} is not ${right}`, () => {
      assert.ok(!sameJson(read(left), read(right)));
      assert.ok(!sameJson(read(right), read(left)));
    });
  }

  const ALIKE: readonly (readonly [string, string])[] = [
    ['{"a": 1, "b": [2]}', '{"b":[2],"a":1}'],
    ['{"1": 1, "0": 2}', '{"0": 2, "1": 1}'],
    ['"\\u00e9"', '"é"'],
    ['"\\ud83d\\ude00"', '"😀"'],
    ['"\\uD83D\\uDE00"', '"\\ud83d\\ude00"'],
    ['"a\\/b"', '"a/b"'],
    ['"\\u0041\\n"', '"A\\u000a"'],
    [' [ 1 ,\t2\r\n]\n', '[1,2]'],
    ['{"\\u0061": 1}', '{"a": 1}'],
  ];
  for (const [left, right] of ALIKE) {
    it(JSON.stringify([left, right]), () => assert.ok(sameJson(read(left), read(right))));
  }

  it('keeps the order of keys that look like numbers, and all digits', () => {
    const text = '{"10":9007199254740993,"9":1.0,"__proto__":1e400,"a":-0}';
    assert.equal(compactJson(read(text)), text);
  });
});

function assertSameOpinion(text: string): void {
  const message = messageOf(readJsonText(text));
  if (message.startsWith('duplicate key')) return;
  assert.equal(message === '', isJson(text), `${message}: ${text}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
