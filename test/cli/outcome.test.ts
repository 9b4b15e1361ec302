import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitCodeOf, renderError, worst } from '../../src/cli/outcome.ts';
import { NameError, RefusedError, StoreError, UnknownOutcomeError, UsageError } from '../../src/errors.ts';
import { CompactedError } from '../../src/store/compacted.ts';

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
  assert.deepEqual(told, { error: { code: 5, message: 'no', hint: 'do' } });
  assert.equal(JSON.parse(renderError(new RefusedError('no'), { json: true })).error.hint, null);
});

test('a stack is shown only when asked for', () => {
  const error = new TypeError('oops', { cause: new Error('inner') });
  assert.match(renderError(error), /^error: internal error: oops; .*--debug.*\n$/);
  const debug = renderError(error, { debug: true });
  assert.match(debug, /outcome\.test/);
  assert.match(debug, /caused by Error: inner/);
});
