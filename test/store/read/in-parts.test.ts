import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { TooLargeError, TooSlowError } from '../../../src/store/errors.ts';
import { inParts, withFewer } from '../../../src/store/read/in-parts.ts';
import { cases } from '../../support/run/cases.ts';

/** A store that answers with at most so many bytes at once; each item is as large as it says. */
function narrow(most: number, asked: number[][], fail: () => Error) {
  return async (some: readonly number[]): Promise<string[]> => {
    asked.push([...some]);
    if (some.reduce((sum, bytes) => sum + bytes, 0) > most) throw fail();
    return some.map(String);
  };
}

const TOO_MUCH = { large: () => new TooLargeError('large'), slow: () => new TooSlowError('slow') };

describe('in parts', () => {
  for (const [kind, fail] of Object.entries(TOO_MUCH)) {
    it(`all come, in order, where what is asked for is too ${kind}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 200 }),
          fc.integer({ min: 1, max: 128 }),
          async (items, most) => {
            const asked: number[][] = [];
            assert.deepEqual(await inParts(items, most, narrow(100, asked, fail)), items.map(String));
            assert.ok(asked.every((some) => some.length > 0 && some.length <= most));
          },
        ),
        { numRuns: cases(200) },
      );
    });
  }

  it('what is too much by itself is told', async () => {
    for (const fail of Object.values(TOO_MUCH))
      await assert.rejects(inParts([1, 2, 101, 3], 128, narrow(100, [], fail)), fail());
  });

  it('what was too slow once is not asked for again: each time takes the whole time limit', async () => {
    const asked: number[][] = [];
    await inParts(Array<number>(1000).fill(10), 128, narrow(100, asked, TOO_MUCH.slow));
    const slow = asked.filter((some) => some.length > 10).length;
    assert.equal(slow, 4, '128, 64, 32, 16');
  });

  it('other failures are not asked again', async () => {
    const asked: number[][] = [];
    await assert.rejects(
      inParts(
        [60, 60],
        2,
        narrow(100, asked, () => new Error('no')),
      ),
      /no/,
    );
    assert.equal(asked.length, 1);
  });

  it('fewer keys are asked for, down to one', async () => {
    const asked: number[] = [];
    const read = (most: number) => async (keys: number) => {
      asked.push(keys);
      if (keys > most) throw new TooSlowError('slow');
      return keys;
    };
    assert.equal(await withFewer(100, read(1)), 1);
    assert.deepEqual(asked, [100, 50, 25, 13, 7, 4, 2, 1]);
    await assert.rejects(withFewer(3, read(0)), TooSlowError);
  });
});
