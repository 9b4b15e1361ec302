/**
 * Which resources may have changed between two revisions, both still in etcd. A key that was written shows by its
 * `mod_revision`; one that is gone by the counts: of the keys at the earlier revision, less are left than would be if
 * none had gone. (A key deleted and made anew counts as gone and as written.) So neither needs a watch, which is not to be
 * had everywhere (watched.ts); but etcd goes through all keys for it.
 */
import { type Prefixes, STAGES, type Stage } from '../../../stages/keys.ts';
import { KEYED_AREAS, type KeyedArea } from '../../../store/names/types.ts';
import type { Pace } from '../../../store/scan/pace.ts';
import { keysIn, type NameRange } from '../../../store/scan/ranges.ts';
import type { RangeRequest, RangeResult, Source } from '../../../store/source.ts';
import { deletedNames } from './deletions.ts';
import { nameIn } from './names.ts';
import { anotherHistory, NeedsFullRun } from './settings.ts';

export interface View {
  readonly source: Source;
  readonly prefixes: Prefixes;
  readonly pace: Pace;
  readonly old: number;
  readonly now: number;
}

export interface Moved {
  /** Resources of which a key was written or deleted. */
  readonly names: Set<string>;
  /** Those of them with a key that was last written no later than `old`, but after `newest`. */
  readonly suspicious: Set<string>;
  /** Keys under each stage's prefix at the later revision, and at the earlier one. */
  readonly counts: Record<Stage, number>;
  readonly countsThen: Record<Stage, number>;
}

/** More changed keys in one range are no answer to be waited for. */
const MAX_IN_A_RANGE = 5000;
/** What etcd reads of a key to learn its `mod_revision`, whether it sends it or not. */
const BYTES_LOOKED_THROUGH = 800;

export function nothingMoved(counts: Readonly<Record<Stage, number>>): Moved {
  return { names: new Set(), suspicious: new Set(), counts: { ...counts }, countsThen: { ...counts } };
}

/**
 * @param cuts where the key space is cut, in byte order
 * @param newest no key of a resource with a stage was written later, as of `old`
 */
export async function movedIn(view: View, cuts: readonly string[], newest: number): Promise<Moved> {
  const none = { heat_stacks: 0, job_state: 0, state: 0 };
  const moved = nothingMoved(none);
  await Promise.all(rangesBetween(cuts).map((range) => lookThrough(view, range, newest, moved)));
  return moved;
}

function rangesBetween(cuts: readonly string[]): NameRange[] {
  const bounds = cuts.map((cut) => Buffer.from(cut));
  return [Buffer.alloc(0), ...bounds].map((from, i) => ({ from, to: bounds[i] }));
}

async function lookThrough(view: View, range: NameRange, newest: number, moved: Moved): Promise<void> {
  const requests = KEYED_AREAS.flatMap((area) => requestsFor(view, area, range, newest));
  const ranges = await view.pace.paced(async () => {
    const { ranges } = await view.source.read(requests);
    const counted = ranges.reduce((sum, { count }) => sum + count, 0) / 2;
    return { result: ranges, bytes: counted * BYTES_LOOKED_THROUGH };
  });
  for (const [i, area] of KEYED_AREAS.entries()) {
    const [written, before] = [ranges[2 * i], ranges[2 * i + 1]];
    if (written === undefined || before === undefined) throw new Error('a range was not answered');
    note(view, area, written, before, moved);
    const missing = before.count + created(view, written) - written.count;
    if (missing < 0)
      throw anotherHistory(`there are more keys under ${view.prefixes[area]} than were created`);
    if (missing > 0) for (const name of await deletedNames(view, area, range)) moved.names.add(name);
  }
}

function requestsFor(view: View, area: KeyedArea, range: NameRange, newest: number): RangeRequest[] {
  const keys = keysIn(range, view.prefixes[area]);
  const changed = { minModRevision: newest + 1, keysOnly: true, limit: MAX_IN_A_RANGE };
  return [
    { ...keys, ...changed, revision: view.now, serializable: true },
    { ...keys, countOnly: true, revision: view.old, serializable: true },
  ];
}

function note(view: View, area: KeyedArea, written: RangeResult, before: RangeResult, moved: Moved): void {
  if (written.more) throw new NeedsFullRun(`more than ${MAX_IN_A_RANGE} neighbouring keys changed`);
  const prefixBytes = Buffer.byteLength(view.prefixes[area]);
  for (const { rawKey, modRevision } of written.keys) {
    const name = nameIn(rawKey, prefixBytes);
    if (name === undefined) continue;
    moved.names.add(name);
    if (modRevision <= view.old) moved.suspicious.add(name);
  }
  const stage = STAGES.find((one) => one === area);
  if (stage === undefined) return;
  moved.counts[stage] += written.count;
  moved.countsThen[stage] += before.count;
}

function created({ old }: View, { keys }: RangeResult): number {
  return keys.filter(({ createRevision }) => createRevision > old).length;
}
