/** Snapshots as a scan has them: by where they lie in a page. */
import { DEFAULT_PREFIXES, keyOf } from '../../../src/stages/keys.ts';
import type { JobEntry, Snapshot } from '../../../src/stages/snapshot.ts';
import { KEYED_AREAS } from '../../../src/store/names/types.ts';
import { mergeByName } from '../../../src/store/scan/merge.ts';
import type { StoredKey } from '../../../src/store/source.ts';

/** @param snapshots by name, all of one revision */
export function placed(snapshots: readonly Snapshot[]): readonly Snapshot[] {
  const ranges = KEYED_AREAS.map((area) => {
    const keys = snapshots.flatMap(({ ref, stages, config }): StoredKey[] => {
      const entry = area === 'config' ? config : stages[area];
      const key = keyOf(DEFAULT_PREFIXES, area, ref);
      return entry === undefined ? [] : [{ ...entry, key, rawKey: Buffer.from(key) }];
    });
    return { keys, more: false, count: keys.length, bytes: 0 };
  });
  const jobs = new Map<string, readonly JobEntry[]>(snapshots.map((one) => [one.ref.id, one.jobs]));
  const [{ revision, configEmpty } = { revision: 0, configEmpty: true }] = snapshots;
  return mergeByName(ranges, DEFAULT_PREFIXES, { jobs, revision, configEmpty }).snapshots;
}
