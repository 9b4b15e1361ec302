import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { wantedVersion } from '../../../src/judge/quick/quick.ts';
import { readConfig } from '../../../src/stages/config.ts';
import { viewOf } from '../../../src/stages/packed.ts';
import { configAt } from '../../support/data/port.ts';
import { cases } from '../../support/run/cases.ts';

function quickly(value: Uint8Array): number | undefined {
  // Between others in a page: what stands before or behind it is none of it.
  const bytes = Buffer.concat([AROUND, value, AROUND]);
  const [from, to] = [AROUND.length, AROUND.length + value.length];
  const version = wantedVersion({ bytes, view: viewOf(bytes), from, to });
  return version < 0 ? undefined : version;
}

const AROUND = Buffer.from('{"a": 1, "version": 7}');

/** Where the quick look knows a version, the lossless reader knows the same one or none at all. */
function compare(bytes: Uint8Array): number | undefined {
  const quick = quickly(bytes);
  const { version } = readConfig(bytes);
  if (quick !== undefined && version !== undefined)
    assert.equal(version, BigInt(quick), Buffer.from(bytes).toString());
  return version === undefined ? undefined : quick;
}

describe('the version of a config, seen at its end', () => {
  const parts = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      ', ',
      ',',
      ': ',
      ':',
      ' ',
      '"',
      '\\',
      '\\"',
      '\\\\',
      '\\u0022',
      '\n',
      '\ufeff',
      'é',
    ],
    ...['"version"', '"version": ', 'version', 'version\\"', '"\\u0076ersion": ', '"body": ', '"x": ', '"{"'],
    ...['1', '2', '02', '-2', '2.0', '2e0', '9007199254740993', 'null', 'true', '{"version": 3}', '[]', '""'],
  );
  const ends = fc.constantFrom(
    ...['', '}', '1}', ', "version": 2}', ', "version": 3}', ' "version": 2}', '", "version": 2}', ': 2}'],
    ...[
      ', "version": 2.0}',
      ', "version": 2 }',
      ', "version": 2}\n',
      ', "version": 2}}',
      ', "version": 2e1}',
    ],
  );
  const texts = fc
    .tuple(fc.array(parts, { maxLength: 8 }), ends)
    .map(([all, end]) => `{${all.join('')}${end}`);

  it('is what the lossless reader says, or that one says none', () => {
    fc.assert(
      fc.property(texts, (text) => void compare(Buffer.from(text))),
      { numRuns: cases(20_000), seed: 4_711, endOnFailure: true },
    );
  });

  it('is the same wherever a byte is another one, lacks or stands twice', () => {
    const config = configAt(2);
    for (let at = 0; at <= config.length; at++) {
      compare(Buffer.from(config.slice(at)));
      for (const put of [
        '',
        '"',
        '\\',
        '\\"',
        '{',
        '}',
        '3',
        '-',
        '.0',
        ' ',
        ',',
        '"version": 3, ',
        '\xff',
      ]) {
        compare(Buffer.from(config.slice(0, at) + put + config.slice(at + 1), 'latin1'));
        compare(Buffer.from(config.slice(0, at) + put + config.slice(at), 'latin1'));
      }
    }
  });

  const known: readonly [string, string, number | undefined][] = [
    ['as its writer writes it', configAt(2), 2],
    ['behind a body that ends alike', '{"body": "{\\"a\\": 1, \\"version\\": 3}", "version": 2}', 2],
    ['behind a field that ends alike', '{"body": {"a": 1, "version": 3}, "version": 2}', 2],
    ['inside a body', '{"version": 2, "body": "x, \\"version\\": 3}"}', undefined],
    ['inside another field', '{"version": 2, "body": {"a": 1, "version": 3}}', undefined],
    ['of a longer name', '{"a": 1, "x\\", \\"version": 3}', undefined],
    ['given twice', '{"version": 3, "body": "", "version": 2}', undefined],
    ['with a fraction', '{"body": "", "version": 2.0}', undefined],
    ['of more digits than a number holds', '{"body": "", "version": 9007199254740993}', undefined],
  ];
  for (const [title, text, version] of known)
    it(`is ${version ?? 'left to the rules'}: ${title}`, () => {
      assert.equal(compare(Buffer.from(text)), version);
    });
});
