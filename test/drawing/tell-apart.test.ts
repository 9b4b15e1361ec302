/** Where two values differ, that can be seen on the screen, whatever it is; what is equal stays readable. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { excerpt } from '../../src/drawing/excerpt.ts';
import { tellApart, unmistakable } from '../../src/drawing/tell-apart.ts';
import { prepareWidths, widthOf } from '../../src/drawing/width.ts';
import { USUAL_SECRETS } from '../../src/secrets/secret-keys.ts';
import { pythonSorted } from '../../src/stages/json-write.ts';
import * as sample from '../support/data/samples.ts';
import { viewsOf } from '../support/run/views.ts';

const SCREEN = { unicode: true };
before(prepareWidths);

/** Pairs that look the same or nearly so, and how they are shown. */
const PAIRS: readonly (readonly [name: string, pair: [string, string], shown: [string, string]])[] = [
  ['composed or not', ['caf\u00e9!', 'cafe\u0301!'], ['caf\\u00e9!', 'cafe\\u0301!']],
  ['Latin and Cyrillic', ['mac', 'm\u0430c'], ['mac', 'm\\u0430c']],
  ['Greek', ['AB', 'A\u0392'], ['AB', 'A\\u0392']],
  ['zero width', ['ab', 'a\u200bb'], ['ab', 'a\\u200bb']],
  ['bidi', ['ab', 'a\u202eb'], ['ab', 'a\\u202eb']],
  ['no-break blank', ['a b', 'a\u00a0b'], ['a\\u0020b', 'a\\u00a0b']],
  ['wide blank', ['a b', 'a\u3000b'], ['a\\u0020b', 'a\\u3000b']],
  ['blank at the end', ['ab', 'ab '], ['ab', 'ab\\u0020']],
  ['two blanks', ['a b', 'a  b'], ['a b', 'a \\u0020b']],
  ['byte order mark', ['ab', '\ufeffab'], ['ab', '\\ufeffab']],
  ['variation selector', ['\u2764', '\u2764\ufe0f'], ['\u2764', '\u2764\\ufe0f']],
  ['unpaired surrogate', ['a\ud83d', 'a\ud83d\ude00'], ['a\\ud83d', 'a\\ud83d\\ude00']],
  ['emoji', ['\u{1f600}', '\u{1f601}'], ['\\ud83d\\ude00', '\\ud83d\\ude01']],
  ['wide forms', ['a', '\uff41'], ['a', '\\uff41']],
  [
    'Katakana and Han',
    ['\u540d\u53e3\u524d', '\u540d\u30ed\u524d'],
    ['\u540d\\u53e3\u524d', '\u540d\\u30ed\u524d'],
  ],
  [
    'Japanese around',
    ['\u540d\u524dA\u3067\u3059', '\u540d\u524dB\u3067\u3059'],
    ['\u540d\u524dA\u3067\u3059', '\u540d\u524dB\u3067\u3059'],
  ],
];

test('each kind of difference is escaped in its place, and nothing around it', () => {
  for (const [name, pair, shown] of PAIRS) assert.deepEqual(tellApart(pair, SCREEN), shown, name);
});

test('equal texts and single ones are as they are', () => {
  assert.deepEqual(tellApart(['\u00e9', '\u00e9'], SCREEN), ['\u00e9', '\u00e9']);
  assert.deepEqual(tellApart(['\u00e9'], SCREEN), ['\u00e9']);
});

test('names keep letters that nobody takes for others', () => {
  assert.equal(unmistakable('\u540d\u524d m\u0430c \u2f08', SCREEN), '\u540d\u524d m\\u0430c \\u2f08');
});

/** Characters as a hasty reader sees them. */
function skeleton(text: string): string {
  const plain = text.normalize('NFKD').replace(/[\p{M}\p{C}\p{Default_Ignorable_Code_Point}]/gu, '');
  const alike = plain.replace(/[\u0430\u0435\u03bf\u0392\u30ed\u53e3\u30cb\u4e8c]/gu, (c) => ALIKE[c] ?? c);
  return alike.replace(/\s+/gu, ' ').trimEnd();
}

const ALIKE: Readonly<Record<string, string>> = {
  '\u0430': 'a',
  '\u0435': 'e',
  '\u03bf': 'o',
  '\u0392': 'B',
  '\u30ed': '\u53e3',
  '\u30cb': '\u4e8c',
};

const NASTY = [
  ...'abeoB .',
  ...'\u00e9\u0301\u0430\u0435\u03bf\u0392\u200b\u202e\u2066\u00a0\u3000\u2003\ufeff\ufe0f\u30ed\u53e3\u30cb\u4e8c\u540d\u00ad',
  ...['\ud83d', '\ude00', '\u{1f600}', '\u{1f601}', '\\n', '\\\\', '1', '1.0'],
];
const nasty = fc.string({ unit: fc.constantFrom(...NASTY), maxLength: 60 });

test('any two texts that differ look different, in whole and cut, and fit', () => {
  fc.assert(
    fc.property(
      nasty,
      nasty,
      nasty,
      nasty,
      fc.integer({ min: 16, max: 90 }),
      (lead, one, two, tail, width) => {
        fc.pre(one !== two);
        const texts = [`"${lead}${one}${tail}"`, `"${lead}${two}${tail}"`];
        const [left = '', right = ''] = tellApart(texts, SCREEN).map(skeleton);
        assert.notEqual(left, right);
        const { lines } = excerpt(texts, width, SCREEN);
        assert.notEqual(skeleton(lines[0] ?? ''), skeleton(lines[1] ?? ''));
        for (const line of lines) assert.ok(widthOf(line) <= width, line);
      },
    ),
    { numRuns: 500 },
  );
});

test('the caret stands under the first cell that differs, behind wide letters too', () => {
  const { lines, caret = 0 } = excerpt(['"\u540d\u524dA"', '"\u540d\u524dB"'], 40, SCREEN);
  assert.equal(caret, 5);
  assert.deepEqual(lines, ['"\u540d\u524dA"', '"\u540d\u524dB"']);
});

test('show, at each width, whole or not, and a plan tell the two apart', () => {
  for (const [name, [one, two], shown] of PAIRS) {
    const documents = [one, two].map((value) => [
      new Map([
        ['output_value', `long before ${value} behind`],
        ['description', 'd'],
        ['output_key', 'k'],
      ]),
    ]);
    const [heat, state] = documents.map((list) => JSON.parse(pythonSorted(list)));
    const snapshot = sample.snapshotOf(
      {
        heat_stacks: { value: sample.heatStacks(heat), rev: 356 },
        state: { value: sample.state(state), rev: 359 },
      },
      { config: { version: 2, rev: 300 } },
    );
    const { drawn } = viewsOf(snapshot, USUAL_SECRETS);
    for (const width of [40, 80, 200]) {
      const [short = '', full = '', , , plan = ''] = drawn({ width, colour: false, unicode: true });
      for (const view of [short, full, plan])
        for (const part of shown)
          assert.ok(
            view.replace(/\s+/g, '').includes(part.replace(/ /g, '')),
            `${name} at ${width}:\n${view}`,
          );
    }
  }
});
