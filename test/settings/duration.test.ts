import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../src/settings/duration.ts';

test('durations are read as Go reads them', () => {
  const known: [string, number][] = [
    ['500ms', 500],
    ['2s', 2_000],
    ['1h', 3_600_000],
    ['1m30s', 90_000],
    ['1.5s', 1_500],
    ['.5s', 500],
    ['1.s', 1_000],
    ['1500us', 1.5],
    ['1500µs', 1.5],
    ['1500μs', 1.5],
    ['0s', 0],
  ];
  for (const [text, ms] of known) assert.equal(parseDuration(text), ms, text);
});

test('a bare number is seconds', () => {
  assert.equal(parseDuration('2'), 2_000);
  assert.equal(parseDuration('0.25'), 250);
  assert.equal(parseDuration('0'), 0);
});

test('what is no duration is refused', () => {
  for (const text of [
    '',
    's',
    '-1s',
    '+1s',
    '1 s',
    '1d',
    '1s2',
    '2s ',
    '1e3',
    'NaN',
    'Infinity',
    '0x10',
    '.',
    '.s',
  ]) {
    assert.equal(parseDuration(text), undefined, JSON.stringify(text));
  }
});

test('every whole number of milliseconds survives being written and read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (ms) => {
      assert.equal(parseDuration(formatDuration(ms)), ms);
    }),
  );
});

test('nothing but digits, points and units is ever taken', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const ms = parseDuration(text);
      if (ms !== undefined) assert.match(text, /^[\d.a-zµμ]+$/);
      assert.ok(ms === undefined || ms >= 0);
    }),
  );
});
