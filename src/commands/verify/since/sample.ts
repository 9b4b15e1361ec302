/** Of all resources that a run sees: the keys written last, the schema paths, and where the key space can be cut. */
import { type ResourceRef, resourceName } from '../../../stages/keys.ts';
import type { Entry, Snapshot } from '../../../stages/snapshot.ts';
import { isNotUtf8 } from '../../../store/bytes.ts';
import { KEYED_AREAS, type KeyedArea } from '../../../store/names/types.ts';
import { digestOf, type KnownKey } from './file.ts';

/** Enough that another history, which has written other keys since, can hardly have all of them alike. */
export const NEWEST_KEPT = 8;
/** One resource in so many is remembered as a possible cut. */
const SAMPLED = 500;
/** So many of those make a range: about 5,000 resources, which etcd looks through in some 10 ms. */
const SAMPLES_A_RANGE = 10;

export interface Sample {
  readonly saw: (snapshot: Snapshot) => void;
  readonly newest: () => KnownKey[];
  /** Of the newest key; 0 where none was seen. */
  readonly newestRevision: () => number;
  readonly schemaPaths: ReadonlySet<string>;
  readonly cuts: () => string[];
}

interface Seen {
  readonly ref: ResourceRef;
  readonly area: KeyedArea;
  readonly entry: Entry;
}

export function newSample(): Sample {
  const schemaPaths = new Set<string>();
  const names: string[] = [];
  let newest: Seen[] = [];
  let bar = 0;
  let highest = 0;
  let count = 0;

  function note(ref: ResourceRef, area: KeyedArea, entry: Entry | undefined): void {
    highest = Math.max(highest, entry?.modRevision ?? 0);
    if (entry === undefined || entry.modRevision <= bar || isNotUtf8(entry.key)) return;
    newest.push({ ref, area, entry });
    if (newest.length < 2 * NEWEST_KEPT) return;
    newest = latest(newest);
    bar = newest.at(-1)?.entry.modRevision ?? 0;
  }

  return {
    saw: ({ ref, stages, config }) => {
      schemaPaths.add(ref.schemaPath);
      if (count++ % SAMPLED === SAMPLED - 1) names.push(resourceName(ref));
      for (const area of KEYED_AREAS) note(ref, area, area === 'config' ? config : stages[area]);
    },
    newest: () => latest(newest).map(knownKey),
    newestRevision: () => highest,
    schemaPaths,
    cuts: () => cutsOf(names),
  };
}

/** A transaction gives all of its keys one revision: then any of them will do. */
function latest(seen: readonly Seen[]): Seen[] {
  return [...seen].sort((a, b) => b.entry.modRevision - a.entry.modRevision).slice(0, NEWEST_KEPT);
}

function knownKey({ ref, area, entry }: Seen): KnownKey {
  const { modRevision, value } = entry;
  return { area, resource: resourceName(ref), mod_revision: modRevision, sha256: digestOf(value) };
}

/** In byte order; a name that is not UTF-8 cuts wherever its text happens to lie, which is as good. */
function cutsOf(names: readonly string[]): string[] {
  const sorted = [...new Set(names)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return sorted.filter((_, i) => i % SAMPLES_A_RANGE === SAMPLES_A_RANGE - 1);
}
