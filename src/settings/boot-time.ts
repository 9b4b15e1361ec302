import { bootId } from '../commands/verify/processes.ts';
import type { BootTime } from '../repair/journal/entry.ts';

/** Linux's monotonic clock counts from the start of the system, for all processes alike; undefined elsewhere. */
export function bootTime(): BootTime | undefined {
  const boot = bootId();
  return boot === undefined ? undefined : { boot, ms: Number(process.hrtime.bigint() / 1_000_000n) };
}
