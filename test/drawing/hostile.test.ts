/** Whatever etcd holds, nothing of it is live on a terminal, in no view of any command. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NOTHING_SECRET } from '../../src/secrets/secret-keys.ts';
import * as sample from '../support/data/samples.ts';
import { fitsWidth } from '../support/run/pasted.ts';
import { viewsOf } from '../support/run/views.ts';

const LIVE = /[^\P{C}\n]|\p{Zl}|\p{Zp}/u;
const WIDTHS = [40, 80, 120, 200];

const evil = fc.oneof(
  fc.constantFrom(
    '\u001b]0;owned\u0007\u001b[2J',
    '\u009b31m\u0090q\u009c',
    'a\u202egnp.exe\u2066\u200e',
    '\u200b\u2060\ufeff\u00ad\u034f\u3164',
    'one\ntwo\r\tthree\u2028\u2029\u0085',
    'e\u0301\u0301'.repeat(40),
    '東京データセンター'.repeat(30),
    '👩‍👩‍👧‍👦🇯🇵'.repeat(20),
    'สวัสดีนี่คือ हिन्दी',
    'x'.repeat(3000),
    '\ud800\udc00\ud83d',
    '`rm -rf ~`$(id)\'"\\',
  ),
  fc.string({ unit: 'binary' }),
);

/** Stages whose outputs, texts, field names and ID are anything; one may not even be UTF-8. */
const snapshots = fc
  .record({ id: evil, key: evil, left: evil, right: evil, cut: fc.boolean(), text: evil, word: evil })
  .map(({ id, key, left, right, cut, text, word }) => {
    const outputs = (value: unknown) => [sample.output(`${key}k`, value), sample.output('id', [value])];
    const heat = sample.heatStacks(outputs(left), { status_reason: text, [`${key}f`]: text });
    const state = sample.state(outputs(right), { worker_state: word, [`${key}i`]: left }, { error: text });
    const ref = { schemaPath: `v2.0/${id.replaceAll('/', '')}s`, id: `${id.replaceAll('/', '')}x` };
    const value = cut ? Buffer.concat([Buffer.from(state), Buffer.of(0xff, 0x9b, 0x1b)]) : state;
    return sample.snapshotOf(
      { heat_stacks: { value: heat, rev: 356 }, state: { value, rev: 359 } },
      { ref, config: { version: 2, rev: 340 } },
    );
  });

test('nothing is live, and no line is wider than the screen', () => {
  fc.assert(
    fc.property(snapshots, fc.boolean(), (snapshot, unicode) => {
      const { drawn, json } = viewsOf(snapshot, NOTHING_SECRET);
      for (const width of WIDTHS)
        for (const text of drawn({ width, colour: false, unicode })) {
          assert.doesNotMatch(text, unicode ? LIVE : /[^ -~\n]/);
          fitsWidth(text, width);
        }
      for (const text of json) assert.doesNotMatch(text, LIVE);
    }),
    { numRuns: 60 },
  );
});
