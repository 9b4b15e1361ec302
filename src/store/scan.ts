import { type Area, endOfPrefix, type Prefixes, STAGES } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { assemble, hasStage, jobsById, type Surroundings } from './assemble.ts';
import { successor } from './bytes.ts';
import type { RangeRequest, Source, StoredKey } from './source.ts';
import { allSchemaPaths, listSchemaPaths } from './types.ts';

/** Keys of one page: documents have about 700 bytes, so a page stays far below gRPC's message limits. */
const PAGE_KEYS = 1000;
const AREAS = ['heat_stacks', 'job_state', 'state', 'config'] as const;

/** What is known of the whole before the first resource is read. */
export interface ScanStart extends Surroundings {
  /** Keys under each stage's prefix. */
  readonly counts: { readonly [A in (typeof STAGES)[number]]: number };
}

/** Pins the revision of a scan, by a linearizable read, and reads what every resource is judged beside. */
export async function startScan(source: Source, prefixes: Prefixes): Promise<ScanStart> {
  const whole = (area: Area): RangeRequest => ({ from: prefixes[area], to: endOfPrefix(prefixes[area]) });
  const read = await source.read([
    ...STAGES.map((stage): RangeRequest => ({ ...whole(stage), countOnly: true })),
    { ...whole('config'), keysOnly: true, limit: 1 },
    { ...whole('jobs'), keysOnly: true },
  ]);
  const [heat, job, state, config, jobs] = read.ranges;
  return {
    revision: read.revision,
    counts: { heat_stacks: heat?.count ?? 0, job_state: job?.count ?? 0, state: state?.count ?? 0 },
    configEmpty: config?.keys.length === 0,
    jobs: jobsById(prefixes, jobs?.keys ?? []),
  };
}

/**
 * Every resource that has a stage, at the scan's revision, a type at a time. The ranges between the types leave no gap:
 * a key that no known type holds is read all the same.
 */
export async function* scan(
  source: Source,
  prefixes: Prefixes,
  start: ScanStart,
): AsyncGenerator<Snapshot[]> {
  const paths = allSchemaPaths(await listSchemaPaths(source, prefixes, start.revision));
  const bounds = ['', ...paths.map((path) => `${path}/`)].sort();
  for (const [i, from] of bounds.entries()) {
    const keys = await Promise.all(
      AREAS.map(async (area) => [
        area,
        await readRange(source, rangeOf(prefixes, area, from, bounds[i + 1]), start.revision),
      ]),
    );
    const snapshots = assemble(prefixes, Object.fromEntries(keys), start).filter(hasStage);
    if (snapshots.length > 0) yield snapshots;
  }
}

interface KeyRange {
  readonly from: string | Uint8Array;
  readonly to: string;
}

function rangeOf(prefixes: Prefixes, area: Area, from: string, to: string | undefined): KeyRange {
  const prefix = prefixes[area];
  return { from: prefix + from, to: to === undefined ? endOfPrefix(prefix) : prefix + to };
}

/** etcd counts the rest of the range for every page, so ranges are bounded by type before they are paged. */
async function readRange(source: Source, range: KeyRange, revision: number): Promise<StoredKey[]> {
  const keys: StoredKey[] = [];
  let from: string | Uint8Array = range.from;
  for (;;) {
    const read = await source.read([{ from, to: range.to, limit: PAGE_KEYS, revision }]);
    const [page] = read.ranges;
    keys.push(...(page?.keys ?? []));
    const last = page?.keys.at(-1);
    if (!page?.more || last === undefined) return keys;
    from = successor(last.rawKey);
  }
}
