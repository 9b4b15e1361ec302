/**
 * Whole screens, as an operator sees them. Each was read and judged; after a wanted change `UPDATE_SCREENS=1 npm test
 * report` writes them anew, to be read again in the diff.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { renderShow } from '../../../src/commands/show/views/screen.ts';
import type { Judged } from '../../../src/judging/results.ts';
import * as sample from '../../support/data/samples.ts';

const PATH = new URL('../../../../test/commands/show/screens/', import.meta.url);
const MAC = 'fa:16:3e:f7:60:7f';
const LONG = 'lorem ipsum '.repeat(80);

const SCREENS: Readonly<Record<string, () => Judged>> = {
  settled: sample.settled,
  complete: sample.complete,
  abandoned: sample.abandoned,
  'value-changed': () => sample.changed([MAC], ['fa:16:3e:f7:60:7e'], '/0'),
  'long-value-changed': () => sample.changed(`${LONG}X${LONG}`, `${LONG}Y${LONG}`),
  'nested-value-changed': () => sample.changed({ a: [1, { b: 'x' }] }, { a: [1, { b: 'y' }] }),
  stackless: sample.stackless,
  'in-flight': sample.inFlight,
  failed: sample.failed,
  malformed: sample.malformed,
  hostile: sample.hostile,
  'many-outputs': sample.manyOutputs,
  'wide-letters': sample.wideLetters,
  'long-name': sample.longName,
};

for (const [name, make] of Object.entries(SCREENS)) {
  for (const width of [80, 200]) {
    test(`screen of ${name} at ${width} columns`, () => {
      const screen = { width, colour: false, unicode: true };
      matches(`${name}-${width}.txt`, renderShow(sample.showOf(make()), screen, { full: false }));
    });
  }
}

test('screen of an abandoned job with every value', () => {
  const screen = { width: 80, colour: false, unicode: true };
  matches('abandoned-80-full.txt', renderShow(sample.showOf(sample.abandoned()), screen, { full: true }));
});

test('screen in ASCII', () => {
  const screen = { width: 80, colour: false, unicode: false };
  const text = renderShow(sample.showOf(sample.wideLetters()), screen, { full: false });
  assert.match(text, /^[ -~\n]*$/);
  matches('wide-letters-80-ascii.txt', text);
});

function matches(file: string, text: string): void {
  const url = new URL(file, PATH);
  if (process.env['UPDATE_SCREENS'] !== undefined) writeFileSync(url, text);
  assert.equal(text, readFileSync(url, 'utf8'));
}
