import type { SinceInfo } from '../result.ts';

/** `since` of a run with `--since`; left out of others. */
export function sinceJson(since: SinceInfo | undefined) {
  if (since === undefined) return undefined;
  const { revision, lastRun, fullRun } = since;
  return { revision, last_run: lastRun, full_run: fullRun };
}
