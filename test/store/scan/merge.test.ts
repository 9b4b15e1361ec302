import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_PREFIXES, refOfKey } from '../../../src/stages/keys.ts';
import { materialize } from '../../../src/stages/packed.ts';
import type { JobEntry } from '../../../src/stages/snapshot.ts';
import { KEYED_AREAS } from '../../../src/store/names/types.ts';
import { mergeByName } from '../../../src/store/scan/merge.ts';
import type { StoredKey } from '../../../src/store/source.ts';
import { cases } from '../../support/run/cases.ts';

/** Names that lie close together, and bytes that are no text. */
const names = fc.array(
  fc
    .array(fc.constantFrom('a', 'b', 'ab', '/', 'abcd', '0', 'é', '\xff', '\xfe', '\x00', ''), {
      maxLength: 6,
    })
    .map((parts) => Buffer.from(parts.join(''), 'latin1')),
  { maxLength: 8 },
);
const areas = fc.tuple(names, names, names, names);

const binary = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const prefixOf = (i: number) => DEFAULT_PREFIXES[KEYED_AREAS[i] ?? 'state'];

function keysOf(found: readonly Buffer[], i: number): StoredKey[] {
  const distinct = [...new Set(found.map(binary))].sort();
  return distinct.map((name) => {
    const rawKey = Buffer.concat([Buffer.from(prefixOf(i)), Buffer.from(name, 'latin1')]);
    const told = { modRevision: i + 1, createRevision: 1, version: 1, leaseId: '0' };
    return { key: rawKey.toString(), rawKey, value: Buffer.from(`${i} ${name}`, 'latin1'), ...told };
  });
}

describe('keys of all areas, merged by name', () => {
  it('are every resource once, whole and in order', () => {
    fc.assert(
      fc.property(areas, fc.nat({ max: 4 }), (found, cut) => {
        const lists = found.map(keysOf);
        const ranges = lists.map((keys, i) => ({ keys, more: i === cut, count: keys.length, bytes: 0 }));
        const jobs = new Map<string, JobEntry[]>([['b', []]]);
        const around = { jobs, revision: 7, configEmpty: false };
        const { snapshots, next } = mergeByName(ranges, DEFAULT_PREFIXES, around);
        const bar =
          cut < 4
            ? binary(lists[cut]?.at(-1)?.rawKey.subarray(prefixOf(cut).length) ?? Buffer.alloc(0))
            : undefined;
        assert.equal(
          next === undefined ? undefined : binary(next),
          bar === undefined ? undefined : `${bar}\0`,
        );
        assert.deepEqual(snapshots.map(materialize), expected(lists, bar));
        for (const snapshot of snapshots) {
          const { ref, stages, config } = snapshot;
          const made = materialize(snapshot);
          assert.deepEqual([ref, stages, config], [made.ref, made.stages, made.config]);
        }
      }),
      { numRuns: cases(2000), seed: 4_711 },
    );
  });
});

/** The same by texts. */
function expected(lists: readonly (readonly StoredKey[])[], bar: string | undefined) {
  const nameOf = (key: StoredKey, i: number) => binary(key.rawKey.subarray(prefixOf(i).length));
  const all = [...new Set(lists.flatMap((keys, i) => keys.map((key) => nameOf(key, i))))].sort();
  return all.flatMap((name) => {
    const [heat, job, state, config] = lists.map((keys, i) => keys.find((key) => nameOf(key, i) === name));
    const area = KEYED_AREAS[[heat, job, state].findIndex((key) => key !== undefined)];
    const ref = area && refOfKey(DEFAULT_PREFIXES, area, (heat ?? job ?? state) as StoredKey);
    if (ref === undefined || (bar !== undefined && name > bar)) return [];
    const stages = {
      ...(heat && { heat_stacks: heat }),
      ...(job && { job_state: job }),
      ...(state && { state }),
    };
    return [{ ref, stages, ...(config && { config }), jobs: [], revision: 7, configEmpty: false }];
  });
}
