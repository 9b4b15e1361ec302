/** Which jobs name an ID, without reading `/jobs` as a whole. */
import { JOB_FOLDERS, type JobName, parseJobKey, pluralType } from '../../stages/keys.ts';
import { singularFits } from '../../stages/singular.ts';
import { behind, successor, utf8 } from '../bytes.ts';
import type { RangeResult } from '../source.ts';
import { type NameQuery, type Reading, SHORTEST_PREFIX } from './name-query.ts';
import { lowerId } from './searches.ts';
import { readRanges, type View } from './view.ts';

const KEYS_A_STEP = 16;
const JOBS_A_RANGE = 10;

interface Walk {
  readonly to: Uint8Array;
  from: Uint8Array | undefined;
}

/**
 * The beginnings `/jobs/<folder>/<action>:<handler>:<type>:` that occur, found by skipping from one to the next: there
 * are a few dozen, however many jobs wait. What follows is the ID, so that it can be asked for in ranges.
 */
export async function listJobKinds(view: View): Promise<readonly string[]> {
  const kinds = new Set<string>();
  const walks = JOB_FOLDERS.map((folder) => startOf(`${view.prefixes.jobs}${folder}/`));
  for (let open = walks; open.length > 0; open = open.filter((walk) => walk.from !== undefined)) {
    const ranges = open.map(({ from, to }) => ({ from: from ?? to, to, limit: KEYS_A_STEP, keysOnly: true }));
    const results = await readRanges(view, ranges);
    for (const [i, walk] of open.entries()) advance(walk, results[i], kinds, view.prefixes.jobs);
  }
  return [...kinds].sort();
}

/** Keys of the jobs that the name fits; where it tells a type, those of that type. */
export async function jobKeysFor(view: View, kinds: readonly string[], query: NameQuery): Promise<string[]> {
  const wanted = query.readings.flatMap((reading) => (reading.kind === 'all' ? [] : [reading]));
  const starts = wanted.flatMap((reading) =>
    idsOf(reading).flatMap((id) => kinds.map((kind) => ({ reading, id, from: `${kind}${id}` }))),
  );
  const ranges = starts.map(({ from }) => ({ from, to: behind(from), limit: JOBS_A_RANGE, keysOnly: true }));
  const results = await readRanges(view, ranges);
  const keys = starts.flatMap(({ reading, id }, i) =>
    (results[i]?.keys ?? []).filter(({ key }) => {
      const job = parseJobKey(view.prefixes, key);
      return job !== undefined && fits(job, reading, id);
    }),
  );
  return [...new Set(keys.map(({ key }) => key))];
}

function startOf(prefix: string): Walk {
  return { from: Buffer.from(prefix), to: behind(prefix) };
}

function advance(walk: Walk, result: RangeResult | undefined, kinds: Set<string>, prefix: string): void {
  const found = (result?.keys ?? []).map(({ rawKey }) => kindOf(utf8(rawKey), prefix));
  for (const kind of found) if (kind !== undefined) kinds.add(kind);
  const last = result?.keys.at(-1);
  const kind = found.at(-1);
  if (last === undefined || result?.more !== true) walk.from = undefined;
  else walk.from = kind === undefined ? successor(last.rawKey) : behind(kind);
}

function kindOf(key: string | undefined, prefix: string): string | undefined {
  const kind = key === undefined ? null : /^[^/]+\/[^:]*:[^:]*:[^:]*:/.exec(key.slice(prefix.length));
  return kind === null ? undefined : `${prefix}${kind[0]}`;
}

function idsOf(reading: { readonly id: string }): string[] {
  return [...new Set([reading.id, lowerId(reading.id)])];
}

function fits(job: JobName, reading: Exclude<Reading, { kind: 'all' }>, id: string): boolean {
  const exact = id.length < SHORTEST_PREFIX || (reading.kind === 'id' && reading.exact);
  if (exact ? job.id !== id : !job.id.startsWith(id)) return false;
  if (reading.kind === 'id') return true;
  const type = pluralType({ schemaPath: reading.type });
  return job.type === type || singularFits(job.type, type);
}
