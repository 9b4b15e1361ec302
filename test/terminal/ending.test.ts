import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ending } from '../../src/terminal/ending.ts';

/** An ending whose process only notes that it would have ended, and a clock that is set by hand. */
function noted() {
  const left: number[] = [];
  const clock = { ms: 0 };
  const ending = new Ending(
    (code) => left.push(code),
    () => clock.ms,
  );
  return { ending, left, clock };
}

describe('how a run ends', () => {
  it('at once where nothing is under way, with the code of what stopped it', () => {
    for (const code of [129, 130, 143] as const) {
      const { ending, left } = noted();
      ending.signal(code);
      assert.deepEqual(left, [code]);
    }
  });

  it('after what is under way, and then with the gravest code', () => {
    const { ending, left } = noted();
    let told = 0;
    ending.finishFirst(() => told++);
    ending.stop(141);
    ending.signal(143);
    assert.equal(told, 2);
    assert.deepEqual(left, []);
    assert.equal(ending.codeOf(0), 143);
    assert.equal(ending.codeOf(5), 143);
    assert.equal(ending.codeOf(6), 6);
  });

  it('a second Ctrl-C leaves at once; no other signal does, however often it comes', () => {
    const { ending, left, clock } = noted();
    ending.finishFirst(() => undefined);
    for (const code of [143, 143, 129, 129, 130] as const) ending.signal(code);
    assert.deepEqual(left, []);
    clock.ms = 60;
    ending.signal(130);
    assert.deepEqual(left, [], 'one signal, sent to the process and to its group');
    clock.ms = 200;
    ending.signal(130);
    assert.deepEqual(left, [129]);
  });
});
