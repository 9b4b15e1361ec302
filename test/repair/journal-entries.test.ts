/** What a journal's records come to: by the order in which they were appended, whatever a clock said. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { entriesOf } from '../../src/repair/journal/entries.ts';
import type { BeginRecord, JournalRecord, OutcomeRecord } from '../../src/repair/journal/entry.ts';
import { underWay } from '../../src/repair/journal/under-way.ts';
import type { BootTime } from '../../src/system/processes.ts';

const NONE = { heat_stacks: 0, job_state: 0, state: 0, config: 0 };
const at = (year: number) => `${year}-01-01T00:00:00.000Z`;

function begin(run: string, id: string, more: Partial<BeginRecord> = {}): BeginRecord {
  return {
    ...{ record: 'begin', id, run, time: at(2026), kind: 'repair', rules: [], source: '', why: '' },
    ref: { schemaPath: 'v2.0/ports', id: 'x' },
    who: { user: 'u', host: 'h', toolVersion: '0' },
    where: { clusterId: 'c', endpoints: [] },
    guards: NONE,
    digests: { heat_stacks: null, job_state: null, state: null, config: null },
    ...{ revision: 1, inFlightMs: 1000, images: [] },
    ...more,
  };
}

function end(
  run: string,
  id: string,
  outcome: OutcomeRecord['outcome'],
  more: Partial<OutcomeRecord> = {},
): OutcomeRecord {
  return { record: 'outcome', id, run, time: at(2026), outcome, ...more };
}

const outcomes = (files: readonly (readonly JournalRecord[])[]) =>
  entriesOf(files).map(({ outcome }) => outcome);

describe('the entries of a journal', () => {
  it('have the outcome that was appended last, also behind a begin that is dated in the future', () => {
    const file = [
      begin('a', '1', { time: at(2090) }),
      end('a', '1', 'unknown'),
      end('a', '1', 'not_written'),
    ];
    assert.deepEqual(outcomes([file]), ['not_written']);
  });

  it('have that of a run that looked again, wherever its file is sorted, and whatever its clock said', () => {
    const own = [begin('b', '1', { time: at(2090) }), end('b', '1', 'unknown', { time: at(2090) })];
    const later = [end('b', '1', 'not_written', { time: at(2020) })];
    assert.deepEqual(outcomes([own, later]), ['not_written']);
    assert.deepEqual(outcomes([later, own]), ['not_written']);
  });

  it("stay written once etcd has told so, but not by the operator's word", () => {
    const own = [begin('a', '1'), end('a', '1', 'written')];
    assert.deepEqual(outcomes([own, [end('a', '1', 'not_written')]]), ['written']);
    const word = [end('a', '1', 'written', { by: 'operator' })];
    assert.deepEqual(outcomes([[begin('a', '1')], word, [end('a', '1', 'not_written')]]), ['not_written']);
  });

  it('are undone by an undo that is not undone itself, of the same cluster', () => {
    const undo = (run: string, id: string, undoes: string, where = 'c') => [
      begin(run, id, { kind: 'undo', undoes, where: { clusterId: where, endpoints: [] } }),
      end(run, id, 'written'),
    ];
    const repair = [begin('a', '1'), end('a', '1', 'written')];
    assert.deepEqual(outcomes([repair, undo('b', '2', '1')]), ['undone', 'written']);
    assert.deepEqual(outcomes([repair, undo('b', '2', '1'), undo('d', '3', '2')]), [
      'written',
      'undone',
      'written',
    ]);
    assert.deepEqual(outcomes([repair, undo('b', '2', '1', 'other')]), ['written', 'written']);
    assert.equal(outcomes([undo('a', '1', '2'), undo('b', '2', '1')]).length, 2, 'round in a circle');
  });

  it('have times that never decrease, and each run keeps its order', () => {
    const years = fc.array(fc.array(fc.integer({ min: 2000, max: 2099 }), { maxLength: 5 }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(years, (files) => {
        const records = files.map((times, run) =>
          times.map((year, i) => begin(`r${run}`, String(i), { time: at(year) })),
        );
        const entries = entriesOf(records);
        const times = entries.map(({ time }) => time);
        assert.deepEqual(times, times.toSorted());
        for (const run of records) {
          const own = entries.filter((entry) => entry.run === run[0]?.run).map(({ id }) => id);
          assert.deepEqual(
            own,
            run.map(({ id }) => id),
          );
        }
      }),
    );
  });
});

describe('what may still be under way', () => {
  const entryOf = (begun?: BootTime) => ({
    ...begin('a', '1', begun === undefined ? {} : { begun }),
    outcome: 'unknown' as const,
  });
  const left = (begun: BootTime | undefined, now: BootTime | undefined) =>
    underWay(() => now)(entryOf(begun));

  it('is over where the same start of the system proves it, whatever the time of the entry', () => {
    assert.equal(left({ boot: 'b', ms: 5000 }, { boot: 'b', ms: 6000 }), 0);
  });

  it('is waited for from now on where nothing proves it, and never longer than it can take', () => {
    for (const [begun, now] of [
      [undefined, { boot: 'b', ms: 6000 }],
      [{ boot: 'b', ms: 1 }, undefined],
      [
        { boot: 'before', ms: 1 },
        { boot: 'b', ms: 6000 },
      ],
      [
        { boot: 'b', ms: 9000 },
        { boot: 'b', ms: 6000 },
      ],
    ] as const) {
      const ms = left(begun, now);
      assert.ok(ms > 0 && ms <= 1000, String(ms));
    }
  });
});
