/**
 * Which resources may have changed between two revisions, by the changes themselves: that costs etcd nothing for keys that
 * did not. It is had where the revisions are few and the user may read every key: only what shows that all was sent, a
 * change of the last revision, may be of a key of somebody else.
 */
import { STAGES, type Stage } from '../../../stages/keys.ts';
import { latin1 } from '../../../store/bytes.ts';
import { CompactedError } from '../../../store/errors.ts';
import { KEYED_AREAS, type KeyedArea } from '../../../store/names/types.ts';
import { pacedRead } from '../../../store/read/paced-read.ts';
import { countStages } from '../../../store/scan/pages.ts';
import type { Change } from '../../../store/source.ts';
import { type Moved, nothingMoved, type View } from './moved.ts';
import { nameIn } from './names.ts';

/** etcd 3.4 sends a thousand old revisions each 100 ms; to look through so many keys takes it about as long. */
const KEYS_A_REVISION = 50;
const FEW_REVISIONS = 1000;
/** About what etcd reads for one. */
const CHANGE_BYTES = 800;

/**
 * @param counts keys under each stage's prefix at `old`
 * @param newest no key of a resource with a stage was written later, as of `old`
 */
export async function movedByWatch(
  view: View,
  counts: Readonly<Record<Stage, number>>,
  newest: number,
): Promise<Moved | undefined> {
  const keys = STAGES.reduce((sum, stage) => sum + counts[stage], 0);
  if (view.now - newest > Math.max(FEW_REVISIONS, keys / KEYS_A_REVISION)) return undefined;
  const changes = await view.pace.paced(async () => {
    const result = await view.source.changesBetween(newest + 1, view.now);
    return { result, bytes: (result?.length ?? 0) * CHANGE_BYTES };
  });
  if (changes === undefined || (await isCompacted(view, newest))) return undefined;
  const moved = movedBy(view, changes, counts);
  return (await fits(view, moved)) ? moved : undefined;
}

function movedBy(view: View, changes: readonly Change[], counts: Readonly<Record<Stage, number>>): Moved {
  const moved = nothingMoved(counts);
  const known = (change: Change) => change.modRevision <= view.old;
  for (const change of changes) if (!known(change)) note(view, change, moved);
  for (const name of namesOf(view, leftBy(changes.filter(known)))) {
    moved.names.add(name);
    moved.suspicious.add(name);
  }
  return moved;
}

/**
 * Whether there are as many keys as these changes leave of those that the last run saw: else a deletion was not told, or
 * it is another history. The ranges show which.
 */
async function fits({ source, prefixes, pace, now }: View, { counts }: Moved): Promise<boolean> {
  const counted = await countStages({ read: pacedRead(source, pace) }, prefixes, now);
  return STAGES.every((stage) => counted[stage] === counts[stage]);
}

/** The keys that are there after these changes and were written by them. */
function leftBy(changes: readonly Change[]): Uint8Array[] {
  const left = new Map<string, Uint8Array>();
  for (const { rawKey, deleted } of changes) {
    const key = latin1(rawKey, 0);
    if (deleted) left.delete(key);
    else left.set(key, rawKey);
  }
  return [...left.values()];
}

/** etcd leaves out a deletion that is compacted away while it is watched for (etcd#18089). */
async function isCompacted({ source, prefixes }: View, revision: number): Promise<boolean> {
  try {
    await source.read([{ from: prefixes.state, revision, keysOnly: true }]);
    return false;
  } catch (error) {
    if (error instanceof CompactedError) return true;
    throw error;
  }
}

function note(view: View, change: Change, moved: Moved): void {
  for (const [area] of areasOf(view, change.rawKey)) recount(area, change, moved);
  for (const name of namesOf(view, [change.rawKey])) moved.names.add(name);
}

/** Of whom these keys are. */
function namesOf(view: View, rawKeys: readonly Uint8Array[]): string[] {
  return rawKeys.flatMap((rawKey) =>
    areasOf(view, rawKey).flatMap(([, prefixBytes]) => nameIn(rawKey, prefixBytes) ?? []),
  );
}

/** The areas that a key is of, with the lengths of their prefixes. */
function areasOf({ prefixes }: View, rawKey: Uint8Array): [KeyedArea, number][] {
  return KEYED_AREAS.flatMap((area): [KeyedArea, number][] => {
    const prefix = Buffer.from(prefixes[area]);
    return prefix.equals(rawKey.subarray(0, prefix.length)) ? [[area, prefix.length]] : [];
  });
}

function recount(area: KeyedArea, { deleted, createRevision, modRevision }: Change, { counts }: Moved): void {
  if (area === 'config') return;
  if (deleted) counts[area] -= 1;
  else if (createRevision === modRevision) counts[area] += 1;
}
