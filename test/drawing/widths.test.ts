/** When the tables of letters are loaded. Apart from the samples, which load them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { mayTellLetters, prepareWidthsFor } from '../../src/drawing/prepare-widths.ts';
import { charactersOf, padTo, prepareWidths, widthOf } from '../../src/drawing/width.ts';
import { wrap } from '../../src/drawing/wrap.ts';

const PLAIN = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0x20, max: 0x7e }).map(String.fromCharCode),
    fc.integer({ min: 0x2500, max: 0x257f }).map(String.fromCharCode),
    fc.constantFrom('…', '→'),
  ),
});
const UNPREPARED = /prepareWidths\(\) must come before/;

test('until they are loaded letters are refused, and what reports draw with is not', async () => {
  assert.equal(padTo(`a → b…${'─'.repeat(600)}`, 610).length, 610);
  assert.deepEqual(wrap('──…', 2), ['──', '…']);
  assert.throws(() => widthOf('é'), UNPREPARED);
  assert.throws(() => widthOf('é'.repeat(600)), UNPREPARED);
  await prepareWidthsFor({ source: { endpoints: ['http://a:1'] }, value: Buffer.from('{"a": "b\\n"}') });
  assert.throws(() => widthOf('é'), UNPREPARED);
  await prepareWidthsFor({ findings: [{ message: 'é' }] });
  assert.equal(widthOf('é日本'), 5);
});

test('what is plain is as wide and made of the same characters as the tables say', async () => {
  await prepareWidths();
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  fc.assert(
    fc.property(PLAIN, (text) => {
      assert.equal(widthOf(text), stringWidth(text));
      assert.deepEqual(
        charactersOf(text),
        Array.from(segmenter.segment(text), ({ segment }) => segment),
      );
    }),
  );
});

test('letters are seen wherever they are, and however often they are escaped', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.string({ unit: 'grapheme', minLength: 1 }),
  );
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 3 }), fc.boolean(), (letters, depth, ascii) => {
      let stored = letters;
      for (let i = 0; i < depth; i++) stored = escaped(JSON.stringify(stored), ascii);
      if (/^[\0-\x7f]*$/.test(letters)) return;
      assert.ok(mayTellLetters(stored));
      assert.ok(mayTellLetters([0n, null, { resources: [new Map([[stored, 1]])] }]));
      assert.ok(mayTellLetters({ [stored]: true }));
      assert.ok(mayTellLetters({ value: Buffer.from(stored) }));
    }),
  );
});

test('ASCII alone needs nothing', () => {
  const stored = { name: 'a\\b', value: Buffer.from('{"a": "\\t\\\\n"}'), revision: 1, lease: undefined };
  assert.equal(mayTellLetters([stored, new Map([['a', stored]])]), false);
});

/** JSON text as Python writes it, or as JavaScript does. */
function escaped(json: string, ascii: boolean): string {
  if (!ascii) return json;
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
