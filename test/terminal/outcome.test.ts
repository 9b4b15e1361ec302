import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NameError, RefusedError, StoreError, UnknownOutcomeError, UsageError } from '../../src/errors.ts';
import { CompactedError } from '../../src/store/errors.ts';
import { emptyLine, suggest, type TypedOption } from '../../src/suggestion.ts';
import { exitCodeOf, renderError, worst } from '../../src/terminal/outcome.ts';

test('each known error has its exit code, anything else is a bug', () => {
  assert.equal(exitCodeOf(new UsageError('x')), 2);
  assert.equal(exitCodeOf(new StoreError('x')), 3);
  assert.equal(exitCodeOf(new CompactedError(1, 2)), 3);
  assert.equal(exitCodeOf(new NameError('x')), 4);
  assert.equal(exitCodeOf(new RefusedError('x')), 5);
  assert.equal(exitCodeOf(new UnknownOutcomeError('x')), 6);
  assert.equal(exitCodeOf(new TypeError('x')), 70);
  assert.equal(exitCodeOf('x'), 70);
});

test('of several outcomes the gravest counts', () => {
  assert.equal(worst([]), 0);
  assert.equal(worst([0, 0]), 0);
  assert.equal(worst([0, 1, 4, 5, 3, 6]), 6);
  assert.equal(worst([0, 1, 4, 5, 3]), 3);
  assert.equal(worst([0, 1, 4, 5]), 5);
  assert.equal(worst([0, 1, 4]), 4);
  assert.equal(worst([1, 0]), 1);
  assert.equal(worst([3, 141, 5]), 141);
  assert.equal(worst([141, 3, 129]), 129);
  assert.equal(worst([141, 143]), 143);
  assert.equal(worst([130, 6, 141]), 6);
  assert.equal(worst([2, 3]), 3);
  assert.equal(worst([2, 141]), 141);
  assert.equal(worst([6, 70]), 6);
  assert.equal(worst([70, 3]), 70);
});

test('text is one line with the hint behind it', () => {
  assert.equal(
    renderError(new StoreError('no answer', { hint: 'try again' })),
    'error: no answer; try again\n',
  );
  assert.equal(renderError(new StoreError('no answer')), 'error: no answer\n');
});

test('control characters and line breaks never reach the terminal', () => {
  const text = renderError(new StoreError('a\u001b[31mb\r\nc\u009bd\u202ee', { hint: 'x\ny\u0007' }));
  assert.equal(text, 'error: a\\x1b[31mb c\\x9bd\\u202ee; x y\\x07\n');
});

test('JSON has code, message and hint', () => {
  const told = JSON.parse(renderError(new RefusedError('no', { hint: 'do' }), { json: true }));
  assert.deepEqual(told, { error: { code: 5, message: 'no', hint: 'do', next: null } });
  assert.equal(JSON.parse(renderError(new RefusedError('no'), { json: true })).error.hint, null);
});

test('a command goes behind its hint, with what was typed; where it is too long for the line, alone on the next one', () => {
  const error = new NameError('nothing', { hint: 'what there is', next: suggest('journal') });
  const typed = { ...emptyLine(), common: [['--context', "it's"]] satisfies TypedOption[] };
  const screen = { unicode: true, typed };
  const command = "esi-state journal --context 'it'\\''s'";
  assert.equal(renderError(error), 'error: nothing; what there is: esi-state journal\n');
  assert.equal(
    renderError(error, { screen: { ...screen, width: 80 } }),
    `error: nothing; what there is: ${command}\n`,
  );
  assert.equal(
    renderError(error, { screen: { ...screen, width: 40 } }),
    `error: nothing; what there is:\n${command}\n`,
  );
  const told = JSON.parse(renderError(error, { json: true, screen: { ...screen, width: 40 } })).error;
  assert.equal(told.hint, `what there is: ${command}`);
  assert.deepEqual(told.next, { command: ['esi-state', 'journal', '--context', "it's"], why: '' });
});

test('a stack is shown only when asked for', () => {
  const error = new TypeError('oops', { cause: new Error('inner') });
  assert.match(renderError(error), /^error: internal error: oops; .*--debug.*\n$/);
  const debug = renderError(error, { debug: true });
  assert.match(debug, /outcome\.test/);
  assert.match(debug, /caused by Error: inner/);
});
