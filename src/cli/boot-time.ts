import { readFileSync } from 'node:fs';
import type { BootTime } from '../repair/journal/entry.ts';

/** Linux tells which start of the system this is; its monotonic clock counts from there, for all processes alike. */
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** Undefined where the system does not tell it. */
export function bootTime(): BootTime | undefined {
  try {
    const boot = readFileSync(BOOT_ID, 'utf8').trim();
    return { boot, ms: Number(process.hrtime.bigint() / 1_000_000n) };
  } catch {
    return undefined;
  }
}
