/**
 * When a revision was written, as far as is known. etcd has no clock (its revisions only order the writes), so each
 * `verify --all` notes which revision was the newest at which time; a write lies between two such notes. Pure.
 */

/** The revision was the newest at a moment between these two times. Seconds since the epoch. */
export interface ClockNote {
  readonly revision: number;
  readonly after: number;
  readonly before: number;
}

/** How many resources a whole run found; `scope` is state's prefix: a cluster may hold several systems. */
export interface ResourceCount {
  readonly scope: string;
  readonly resources: number;
  readonly at: ClockNote;
}

/** What is noted of a cluster. */
export interface ClockNotes {
  /** By revision, and so by time. */
  readonly notes: readonly ClockNote[];
  /** One of each scope: its last run's. */
  readonly counts: readonly ResourceCount[];
}

export const NO_NOTES: ClockNotes = { notes: [], counts: [] };

/** A write happened between these times, in seconds since the epoch; one of them may not be known. */
export interface TimeBounds {
  readonly after: number | undefined;
  readonly before: number | undefined;
}

/** Tells when a revision was written; undefined where nothing is known. */
export type TimeOf = (revision: number) => TimeBounds | undefined;

const DAY = 86_400;
/** Older notes are thinned to one for each so many seconds. */
const STEPS = [
  { olderThan: 30 * DAY, apart: DAY },
  { olderThan: DAY, apart: 3600 },
] as const;
/** A day of every five minutes, a month of hours, and some years of days. */
const MAX_NOTES = 2000;

/**
 * With one more. Older notes that contradict it are dropped: a higher revision at an earlier time (the store was restored
 * from a backup) and a later time at a lower revision (the clock was ahead).
 */
export function withNote({ notes, counts }: ClockNotes, note: ClockNote, count?: ResourceCount): ClockNotes {
  const fitting = notes.filter(
    ({ revision, after, before }) =>
      revision <= note.revision && after <= note.after && before <= note.before,
  );
  const others = counts.filter(({ scope }) => scope !== count?.scope);
  return {
    notes: thinned([...fitting, note], note.before),
    counts: count === undefined ? counts : [...others, count],
  };
}

/** Without what tells nothing new: between two notes of one revision, and many of a time long past. */
function thinned(notes: readonly ClockNote[], now: number): ClockNote[] {
  const telling = notes.filter(
    ({ revision }, i) => revision !== notes[i - 1]?.revision || revision !== notes[i + 1]?.revision,
  );
  const seen = new Set<string>();
  const kept = telling.filter(({ after }, i) => {
    const step = STEPS.find(({ olderThan }) => now - after > olderThan);
    if (step === undefined || i === telling.length - 1) return true;
    const period = `${step.apart}:${Math.floor(after / step.apart)}`;
    return !seen.has(period) && Boolean(seen.add(period));
  });
  return kept.slice(-MAX_NOTES);
}

/**
 * Between which times the revision was written: after a note of a lower one, before a note of it or of a higher one.
 *
 * @param now seconds since the epoch; whatever was read was written before that
 */
export function boundsOf(notes: readonly ClockNote[], revision: number, now: number): TimeBounds | undefined {
  if (notes.length === 0) return undefined;
  let [after, before] = [-Infinity, now];
  for (const note of notes) {
    if (note.revision < revision) after = Math.max(after, note.after);
    else before = Math.min(before, note.before);
  }
  if (after > before) return undefined;
  const isLower = after !== -Infinity;
  return !isLower && before === now ? undefined : { after: isLower ? after : undefined, before };
}

/** Fewer than this share of what there was is told. */
const SHRUNKEN = 0.9;

/** The last run of the same scope, where it found notably more resources. */
export function shrunkenSince(
  { counts }: ClockNotes,
  scope: string,
  resources: number,
): ResourceCount | undefined {
  const last = counts.find((count) => count.scope === scope);
  return last !== undefined && resources <= last.resources * SHRUNKEN && resources < last.resources
    ? last
    : undefined;
}
