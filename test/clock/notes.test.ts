/** Times of revisions: what is told of a write always holds the time at which it happened. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  boundsOf,
  type ClockNote,
  NO_NOTES,
  shrunkenSince,
  type TimeBounds,
  withNote,
} from '../../src/clock/notes.ts';

const note = (revision: number, after: number, before = after): ClockNote => ({ revision, after, before });
const noted = (...notes: readonly ClockNote[]) =>
  notes.reduce((all, one) => withNote(all, one), NO_NOTES).notes;

const holds = ({ after, before }: TimeBounds, at: number) => (after ?? 0) <= at && at <= (before ?? Infinity);

describe('the time of a revision', () => {
  const notes = noted(note(700, 600, 601), note(710, 900, 901), note(710, 1200, 1202), note(720, 1500, 1501));
  const cases: readonly [string, number, unknown][] = [
    ['between two notes', 705, { after: 600, before: 901 }],
    ['that was the newest at one', 710, { after: 600, before: 901 }],
    ['that came after one', 711, { after: 1200, before: 1501 }],
    ['newer than all', 721, { after: 1500, before: 2000 }],
    ['older than all', 3, { after: undefined, before: 601 }],
  ];
  for (const [name, revision, bounds] of cases)
    it(name, () => assert.deepEqual(boundsOf(notes, revision, 2000), bounds));

  it('is not known without notes', () => assert.equal(boundsOf([], 700, 2000), undefined));

  it('holds whatever was written when, and however often it is noted and thinned', () => {
    const step = fc.record({ seconds: fc.integer({ min: 1, max: 40_000 }), isNote: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 300 }), (steps) => {
        let [now, revision, notes] = [1_000_000, 1, NO_NOTES];
        const writtenAt = new Map<number, number>();
        for (const { seconds, isNote } of steps) {
          now += seconds;
          if (isNote) notes = withNote(notes, note(revision, now - 1, now + 1));
          else writtenAt.set(++revision, now);
        }
        for (const [written, at] of writtenAt) {
          const told = boundsOf(notes.notes, written, now + 2);
          assert.ok(told === undefined || holds(told, at), `${written} at ${at}`);
        }
      }),
    );
  });
});

describe('notes', () => {
  it('of a store that was restored are begun anew', () => {
    assert.deepEqual(noted(note(700, 600), note(650, 900)), [note(650, 900)]);
  });
  it('of a clock that was ahead are dropped', () => {
    assert.deepEqual(noted(note(700, 9000), note(710, 900)), [note(710, 900)]);
  });
  it('are as many after a year and more as disks and screens bear', () => {
    let notes = NO_NOTES;
    for (let i = 0; i < 6000; i++) notes = withNote(notes, note(i, i * 7200));
    assert.ok(notes.notes.length < 2001, String(notes.notes.length));
    assert.deepEqual(notes.notes.at(-1), note(5999, 5999 * 7200));
    assert.deepEqual(boundsOf(notes.notes, 5998, 1e9), { after: 5997 * 7200, before: 5998 * 7200 });
  });
  it('keep a quiet store as two: since when, and until when', () => {
    assert.deepEqual(noted(note(7, 100), note(7, 200), note(7, 300), note(7, 400)), [
      note(7, 100),
      note(7, 400),
    ]);
  });
});

describe('a store that has shrunk', () => {
  const last = { scope: '/state/', resources: 61, at: note(700, 600) };
  const { counts } = withNote(NO_NOTES, note(700, 600), last);
  const of = (resources: number, scope = '/state/') => shrunkenSince({ notes: [], counts }, scope, resources);
  it('is told of', () => assert.deepEqual(of(39), last));
  it('is not where a few went', () => assert.equal(of(58), undefined));
  it('is not where it grew', () => assert.equal(of(62), undefined));
  it('is not by the count of another system in the same etcd', () =>
    assert.equal(of(39, '/b/state/'), undefined));
});
