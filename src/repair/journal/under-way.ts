import type { BootTime } from '../../system/processes.ts';
import type { JournalEntry } from './entry.ts';

/**
 * How long what an entry sent may still be under way. Its `time` does not count: the clock may have been set since. What
 * counts is the time since the system started, where it has not been started anew, and else the time since the journal was
 * read, for all that stands in it was begun before.
 *
 * @param now undefined where the system has no such clock
 * @returns a function that gives milliseconds, 0 where nothing of it can come any more
 */
export function underWay(now: () => BootTime | undefined): (entry: JournalEntry) => number {
  const readAt = performance.now();
  return ({ begun, inFlightMs }) => {
    const moment = now();
    const known = begun !== undefined && begun.boot === moment?.boot ? moment.ms - begun.ms : 0;
    const passed = Math.max(known, performance.now() - readAt);
    return Math.min(Math.max(0, inFlightMs - passed), MAX_MS);
  };
}

/** More than that no timer of Node's waits. */
const MAX_MS = 2 ** 31 - 1;
