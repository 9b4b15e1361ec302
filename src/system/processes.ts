/** What tells one process from another that got the same number later; `proc(5)`. Undefined where there is no /proc. */
import { readFileSync, readlinkSync } from 'node:fs';

function orUndefined(read: () => string): string | undefined {
  try {
    return read().trim();
  } catch {
    return undefined;
  }
}

/** Another one after each start of the system. */
export function bootId(): string | undefined {
  return orUndefined(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
}

/** Containers on one host count their processes apart. */
export function pidNamespace(): string | undefined {
  return orUndefined(() => readlinkSync('/proc/self/ns/pid'));
}

/** When the process began, in ticks since the start of the system: field 22, counted behind the name in brackets. */
export function startOf(pid: number): string | undefined {
  const stat = orUndefined(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/** A process of another user is running too, though it may not be asked. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Milliseconds since the system started, as every process of it counts them. */
export interface BootTime {
  /** Which start of which system. */
  readonly boot: string;
  readonly ms: number;
}

/** Linux's monotonic clock counts from the start of the system, for all processes alike; undefined elsewhere. */
export function bootTime(): BootTime | undefined {
  const boot = bootId();
  return boot === undefined ? undefined : { boot, ms: Number(process.hrtime.bigint() / 1_000_000n) };
}
