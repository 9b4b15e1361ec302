/** Widths, wrapping, escaping, quoting: what every screen stands on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shareWidth, sideBySide } from '../../src/drawing/cells.ts';
import { excerpt } from '../../src/drawing/excerpt.ts';

import { visible, visibleBytes } from '../../src/drawing/sanitize.ts';
import { screenOf } from '../../src/drawing/screen.ts';
import { shellWord } from '../../src/drawing/shell-word.ts';
import { drawTable } from '../../src/drawing/table.ts';
import { charactersOf, widthOf } from '../../src/drawing/width.ts';
import { cut, wrap, wrapAtMost } from '../../src/drawing/wrap.ts';
import { shortName } from '../../src/stages/keys.ts';
import { PORT } from '../support/data/samples.ts';

const UNICODE = { unicode: true };
const ASCII = { unicode: false };

test('a terminal tells its width; without one COLUMNS does, else 200', () => {
  const width = (isTTY: boolean, columns?: number, COLUMNS?: string) =>
    screenOf({ isTTY, columns, env: { COLUMNS } }).width;
  assert.equal(width(true, 80, '120'), 80);
  assert.equal(width(true, 0, '120'), 120);
  assert.equal(width(false, undefined, '120'), 120);
  assert.equal(width(false), 200);
  assert.equal(width(false, undefined, 'wide'), 200);
  assert.equal(width(true, 10), 40);
});

test('colour only on a terminal, never with NO_COLOR', () => {
  const colour = (isTTY: boolean, env: Record<string, string>) => screenOf({ isTTY, env }).colour;
  assert.equal(colour(true, {}), true);
  assert.equal(colour(false, {}), false);
  assert.equal(colour(true, { NO_COLOR: '0' }), false);
  assert.equal(colour(true, { NO_COLOR: '' }), true);
  assert.equal(colour(false, { FORCE_COLOR: '1' }), true);
  assert.equal(colour(true, { FORCE_COLOR: '0' }), false);
  assert.equal(colour(true, { FORCE_COLOR: '1', NO_COLOR: '1' }), false);
  assert.equal(colour(true, { TERM: 'dumb' }), false);
});

test('--color beats the environment, which beats the terminal', () => {
  const env = [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '0' }, { FORCE_COLOR: '1' }, { TERM: 'dumb' }];
  const told = (colour: 'always' | 'never') =>
    env.flatMap((one) => [true, false].map((isTTY) => screenOf({ isTTY, env: one, colour }).colour));
  assert.ok(told('always').every(Boolean));
  assert.ok(!told('never').some(Boolean));
  assert.equal(screenOf({ isTTY: true, env: { NO_COLOR: '1' }, colour: 'auto' }).colour, false);
});

test('the first locale that is set decides on letters', () => {
  const unicode = (env: Record<string, string>) => screenOf({ isTTY: true, env }).unicode;
  assert.equal(unicode({}), false);
  assert.equal(unicode({ LANG: 'de_DE.UTF-8' }), true);
  assert.equal(unicode({ LANG: 'C.utf8' }), true);
  assert.equal(unicode({ LC_ALL: 'C', LANG: 'de_DE.UTF-8' }), false);
  assert.equal(unicode({ LC_ALL: '', LC_CTYPE: 'ja_JP.UTF-8', LANG: 'C' }), true);
});

test('nothing stays live', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['plain', 'plain'],
    ['\u001b[31m', '\\x1b[31m'],
    ['\u0000\n\t\u007f\u0085\u009b', '\\x00\\x0a\\x09\\x7f\\x85\\x9b'],
    ['a\u202eb\u2066\u200e\u061c', 'a\\u202eb\\u2066\\u200e\\u061c'],
    ['\u200b\ufeff\u2028\u2029\u00ad\u00a0', '\\u200b\\ufeff\\u2028\\u2029\\u00ad\\u00a0'],
    ['\ud800', '\\ud800'],
    ['名前\u3000é', '名前\u3000é'],
  ];
  for (const [text, shown] of cases) assert.equal(visible(text, UNICODE), shown);
  assert.equal(visible('é😀', ASCII), '\\u00e9\\ud83d\\ude00');
});

test('bytes that are no UTF-8 show one by one', () => {
  assert.equal(visibleBytes(Uint8Array.of(0x61, 0xff, 0x1b), UNICODE), 'a\\xff\\x1b');
  assert.equal(visibleBytes(Buffer.from('é'), UNICODE), 'é');
});

test('words stay whole where they fit', () => {
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('a unbreakable', 5), ['a', 'unbre', 'akabl', 'e']);
  assert.deepEqual(wrap('', 5), ['']);
  assert.deepEqual(wrap('日本語', 4), ['日本', '語']);
});

test('what is cut says so', () => {
  assert.equal(cut('abcdef', 6, '…'), 'abcdef');
  assert.equal(cut('abcdefg', 6, '…'), 'abcde…');
  assert.equal(cut('日本語日', 5, '…'), '日本…');
  assert.deepEqual(wrapAtMost('one two three four', 7, 2, '…'), ['one two', 'three…']);
  assert.deepEqual(wrapAtMost('abcdefghijkl', 4, 2, '...'), ['abcd', 'e...']);
});

test('wrapping loses nothing but the spaces at breaks', () => {
  const text = fc.oneof(fc.lorem(), fc.string(), fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 60 }), (any, width) => {
      const shown = visible(any, UNICODE);
      const lines = wrap(shown, width);
      assert.equal(lines.join('').replaceAll(' ', ''), shown.replaceAll(' ', ''));
      // One character can be wider than the line: it stands alone then.
      for (const line of lines) assert.ok(widthOf(line) <= width || charactersOf(line).length === 1);
    }),
  );
});

test('texts are cut alike around the place where they begin to differ', () => {
  const [left, right] = [`${'a'.repeat(50)}X${'b'.repeat(50)}`, `${'a'.repeat(50)}Y${'b'.repeat(50)}`];
  const { lines, caret } = excerpt([left, right], 20, UNICODE);
  assert.deepEqual(lines, ['…aaaaaaaaXbbbbbbbbb…', '…aaaaaaaaYbbbbbbbbb…']);
  assert.equal(caret, 9);
});

test('no caret where nothing is alike, or nothing is to compare', () => {
  assert.deepEqual(excerpt(['null', '[1]'], 20, UNICODE), { lines: ['null', '[1]'] });
  assert.deepEqual(excerpt(['"a"', '"b"'], 20, UNICODE), { lines: ['"a"', '"b"'] });
  assert.deepEqual(excerpt(['abcdefgh'], 4, UNICODE), { lines: ['abc…'] });
  assert.deepEqual(excerpt([], 4, UNICODE), { lines: [] });
});

test('excerpts fit and differ where the texts do', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '日'), maxLength: 90 });
  fc.assert(
    fc.property(text, text, text, fc.integer({ min: 12, max: 60 }), (lead, left, right, width) => {
      const { lines } = excerpt([lead + left, lead + right], width, UNICODE);
      for (const line of lines) assert.ok(widthOf(line) <= width);
      assert.equal(lines[0] === lines[1], left === right);
    }),
  );
});

test('columns that need little leave their share to the others', () => {
  assert.deepEqual(shareWidth([5, 100, 100], 65), [5, 30, 30]);
  assert.deepEqual(shareWidth([5, 6, 7], 65), [5, 6, 7]);
  assert.deepEqual(shareWidth([0, 9], 4), [1, 3]);
});

test('columns stay straight where widths are hard to tell', () => {
  const cell = (text: string) => [{ text }];
  const rows = ['สวัสดี', 'ok', '日本'].map((text) => [cell(text), cell('x x')]);
  const lines = drawTable(rows, [8, 8]);
  assert.deepEqual(
    lines.map((line) => widthOf(line.slice(0, line.indexOf('x')))),
    [10, 10, 10],
  );
});

test('rows drawn without the package look as those that it draws', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'x', ' ', '日', 'é'), maxLength: 4 });
  const ink = fc.record({ text }, { requiredKeys: ['text'] });
  const painted = text.map((text) => ({ text, paint: (plain: string) => `\u001b[1m${plain}\u001b[0m` }));
  const row = fc.array(fc.array(fc.oneof(ink, painted), { maxLength: 3 }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), (rows) => {
      fc.pre(rows.some((cells) => cells.some(({ length }) => length > 0)));
      assert.deepEqual(sideBySide(rows, [8, 9, 10]), drawTable(rows, [8, 9, 10]));
    }),
  );
});

test('names to type', () => {
  assert.equal(shortName(PORT), 'ports/ddc14be4');
  assert.equal(shortName({ schemaPath: 'v2.0/quotas', id: 'default' }), 'quotas/default');
});

test('words can be pasted into a shell', () => {
  assert.equal(shellWord('ports/ddc14be4', UNICODE), 'ports/ddc14be4');
  assert.equal(shellWord('a b', UNICODE), "'a b'");
  assert.equal(shellWord("it's $HOME", UNICODE), "'it'\\''s $HOME'");
  assert.equal(shellWord('', UNICODE), "''");
  assert.equal(shellWord("\u001b'\\", UNICODE), "$'\\033\\047\\134'");
  assert.equal(shellWord('é😀', ASCII), "$'\\303\\251\\360\\237\\230\\200'");
  assert.equal(shellWord('é', UNICODE), "'é'");
  assert.equal(shellWord('state=/a/', UNICODE), "'state=/a/'");
  assert.equal(shellWord('=a', UNICODE), "'=a'");
});
