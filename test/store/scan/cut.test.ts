import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutRange } from '../../../src/store/scan/cut.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const text = (name: Uint8Array) => Buffer.from(name).toString('latin1');
/** What a page of a range was, and what is left behind it. */
const cut = (names: readonly string[], pageKeys: number, parts: number, to?: string) => {
  const left = {
    from: bytes(`${names[pageKeys - 1]}\0`),
    to: to === undefined ? undefined : bytes(to),
    type: 't',
  };
  return cutRange(
    left,
    { first: bytes(names[0] ?? ''), keys: pageKeys, keysLeft: names.length - pageKeys },
    parts,
  );
};

const id = fc.oneof(
  fc.uuid(),
  fc.stringMatching(/^[0-9a-f]{1,9}$/),
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 5 })
    .filter((one) => !one.includes('/') && /^[\0-\xff]*$/.test(one)),
);

test('the parts follow one another without a gap, from the first byte to the last', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(id, { minLength: 2, maxLength: 9 }),
      fc.nat(8),
      fc.integer({ min: 0, max: 40 }),
      fc.boolean(),
      (ids, at, parts, bounded) => {
        const names = ids
          .map((one) => `v2.0/ports/${one}`)
          .sort((a, b) => Buffer.compare(bytes(a), bytes(b)));
        const pageKeys = (at % (names.length - 1)) + 1;
        const to = bounded ? 'v2.0/ports0' : undefined;
        const made = cut(names, pageKeys, parts, to);
        assert.equal(text(made[0]?.from ?? Buffer.of()), `${names[pageKeys - 1]}\0`);
        made.forEach((part, i) => {
          const end = made[i + 1]?.from ?? (to === undefined ? undefined : bytes(to));
          assert.deepEqual(part.to, end);
          if (part.to !== undefined) assert.ok(Buffer.compare(part.from, part.to) < 0);
          assert.equal(part.type, 't');
        });
        // At other characters than digits all of them are cut.
        assert.ok(made.length <= Math.max(parts, 94));
      },
    ),
  );
});

/** Names in each part. */
const spread = (names: readonly string[], parts: ReturnType<typeof cut>) =>
  parts.map(
    ({ from, to }) =>
      names.filter((name) => name >= text(from) && (to === undefined || name < text(to))).length,
  );

test('random IDs are cut into parts of about the same size', () => {
  const uuids = Array.from(
    { length: 20_000 },
    (_, i) => `v2.0/ports/${createHash('sha1').update(String(i)).digest('hex')}`,
  ).sort();
  const sizes = spread(uuids, cut(uuids, 500, 20));
  assert.equal(sizes.length, 20);
  assert.equal(
    sizes.reduce((sum, one) => sum + one, 0),
    19_500,
  );
  for (const size of sizes) assert.ok(size > 800 && size < 1150, String(sizes));
});

test('behind what all IDs have in common they are cut all the same', () => {
  const ids = Array.from(
    { length: 4096 },
    (_, i) => `x/00000000-0000-4000-8000-0000000000${i.toString(16).padStart(4, '0')}`,
  );
  const sizes = spread(ids, cut(ids, 100, 8));
  assert.ok(Math.max(...sizes) < 600, String(sizes));
});

test('IDs of other characters are cut at each that can come', () => {
  const ids = ['n/golf', 'n/hotel', 'n/india', 'n/mike', 'n/tango', 'n/zulu'];
  assert.deepEqual(
    spread(ids, cut(ids, 2, 3)).filter((size) => size > 0),
    [1, 1, 1, 1],
  );
});
