/** What became of a transaction whose answer was lost: from etcd's history, read by ranges, for an old watch stalls writers. */
import { keyOf, type Prefixes } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { CompactedError } from '../store/errors.ts';
import { readByName } from '../store/read/by-name.ts';
import { readKeyAt } from '../store/read/past-key.ts';
import type { Source } from '../store/source.ts';
import { otherHistory } from './plan/guards.ts';
import type { Image } from './plan/stored-value.ts';
import { type Became, isAtGuard, type Sent, sharedRevision, whoWrote } from './settled.ts';

/** Reads only. Throws `StoreError` where that can't be read. */
export async function whatBecame(source: Source, prefixes: Prefixes, sent: Sent): Promise<Became> {
  const history = { source, prefixes, sent };
  const now = await readAt(history);
  const other = otherHistory(sent, now);
  if (other !== undefined) return notThisHistory(other);
  const lasting = sent.images.filter(({ stage }) => sent.guards[stage] > 0);
  if (lasting.some(({ stage }) => isAtGuard(sent, stage, now))) return { kind: 'untouched' };
  const [first] = lasting;
  try {
    return await (first === undefined ? byLives(history, now) : byTurn(history, first, now));
  } catch (error) {
    if (error instanceof CompactedError) return COMPACTED;
    throw error;
  }
}

interface History {
  readonly source: Source;
  readonly prefixes: Prefixes;
  readonly sent: Sent;
}

const COMPACTED: Became = {
  kind: 'unknown',
  why: 'the stages have moved on, and what they held right after is no longer in etcd (compacted)',
};

function notThisHistory(why: string): Became {
  return { kind: 'not_written', why: `not the same history (restored from a snapshot?): ${why}` };
}

async function readAt({ source, prefixes, sent }: History, revision?: number): Promise<Snapshot> {
  const [snapshot] = await readByName({ source, prefixes }, [sent.ref], { revision });
  if (snapshot === undefined) throw new Error('a read of one resource gave none');
  return snapshot;
}

async function whoWroteAt(history: History, revision: number): Promise<Became> {
  const before = await readAt(history, revision - 1);
  return whoWrote(history.sent, before, await readAt(history, revision));
}

/** A key that was there leaves the revision that guarded it once and never comes back to it: that is when, or it was not. */
async function byTurn(history: History, image: Image, now: Snapshot): Promise<Became> {
  const turn = await turnOf(history, image, now.revision);
  if (turn.kind === 'exact') return whoWroteAt(history, turn.revision);
  if (turn.kind === 'never guarded')
    return notThisHistory(
      `${image.stage} was not at revision ${history.sent.guards[image.stage]} when it was planned`,
    );
  const revision = sharedRevision(history.sent, await readAt(history, turn.revision));
  return revision === undefined ? COMPACTED : { kind: 'written', revision };
}

interface Turn {
  /** `compacted`: it was at that revision, the oldest that is left, or before. */
  readonly kind: 'exact' | 'compacted' | 'never guarded';
  readonly revision: number;
}

/** The first revision at which the key was not at its guard any more, by halving. */
async function turnOf({ source, prefixes, sent }: History, { stage }: Image, newest: number): Promise<Turn> {
  const key = keyOf(prefixes, stage, sent.ref);
  let [low, high] = [sent.revision, newest];
  let held = await holds(source, key, low, sent.guards[stage]);
  if (held === false) return { kind: 'never guarded', revision: low };
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const there = await holds(source, key, middle, sent.guards[stage]);
    if (there === false) high = middle;
    else [low, held] = [middle, there];
  }
  return { kind: held === true ? 'exact' : 'compacted', revision: high };
}

/** Undefined where the revision is compacted, as all before it are. */
async function holds(source: Source, key: string, revision: number, guard: number) {
  const [there] = await readKeyAt(source, key, [revision]);
  return there === 'compacted' ? undefined : (there?.modRevision ?? 0) === guard;
}

/** So many revisions are looked at one by one, at most: 512 reads, some seconds. */
const MAX_REVISIONS = 512 * 128;

/**
 * A key that was absent may have come and gone any number of times. Each of its lives that is found is looked at; that
 * there was no other is known only where every revision was looked at.
 */
async function byLives(history: History, now: Snapshot): Promise<Became> {
  const { images, ref, revision } = history.sent;
  const [image] = images;
  if (image === undefined) throw new Error('a transaction without a write');
  const { found, all } = revisionsBetween(revision + 1, now.revision);
  const past = await readKeyAt(history.source, keyOf(history.prefixes, image.stage, ref), found);
  const lives = new Set(
    past.flatMap((one) => (one === undefined || one === 'compacted' ? [] : one.createRevision)),
  );
  const became: Became[] = [];
  for (const began of lives) became.push(await whoWroteAt(history, began));
  const told = became.find(({ kind }) => kind === 'written') ?? became.find(({ kind }) => kind === 'unknown');
  if (told !== undefined) return told;
  if (past.includes('compacted')) return COMPACTED;
  if (!all)
    return {
      kind: 'unknown',
      why: `${image.stage} may have come and gone since: too much was written to look`,
    };
  return now.stages[image.stage] === undefined
    ? { kind: 'untouched' }
    : (became.at(-1) ?? { kind: 'untouched' });
}

/** All of them; where they are too many, at doubling distances from both ends. */
function revisionsBetween(first: number, last: number): { found: number[]; all: boolean } {
  const span = last - first + 1;
  if (span <= MAX_REVISIONS) return { found: Array.from({ length: span }, (_, i) => first + i), all: true };
  const steps = Array.from({ length: 32 }, (_, i) => 2 ** i).filter((step) => step < span);
  const found = new Set([first, ...steps.flatMap((step) => [first + step, last - step]), last]);
  return { found: [...found].sort((a, b) => a - b), all: false };
}
