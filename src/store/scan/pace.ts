import { type Clock, SYSTEM_CLOCK } from '../../system/clock.ts';
import { TooSlowError } from '../errors.ts';

export interface PaceSettings {
  /** Most keys of one page. */
  readonly pageKeys: number;
  /** Most reads at once. */
  readonly concurrency: number;
  /** Bytes a second; absent: as fast as etcd answers. */
  readonly bytesPerSecond?: number;
}

export interface Paced<T> {
  readonly result: T;
  readonly bytes: number;
}

/** Lets reads go as fast as the settings allow, and fewer at once while etcd is slower than usual. */
export interface Pace {
  /** Most keys of one page; fewer than the settings allow after pages that were too slow. */
  readonly pageKeys: number;
  /** Bytes that a page may have. */
  readonly pageBytes: number;
  readonly concurrency: number;
  paced<T>(read: () => Promise<Paced<T>>): Promise<T>;
  /** A page of so many keys did not come in time: later ones are smaller, and fewer are read at once. */
  shrinkBelow(keys: number): void;
  /** Bytes read so far. */
  bytes(): number;
}

/** Large enough that what a request costs beside its bytes is little, small enough that a few of them are no memory. */
const PAGE_BYTES = 4 * 1024 * 1024;
const LEAST_BYTES = 64 * 1024;
/** Share of a second's bytes that one page may have, so that a rate is kept to at each moment. */
const RATE_SHARE = 1 / 4;

export const DEFAULT_PACE: PaceSettings = { pageKeys: 5000, concurrency: 3 };

/** A page that takes this many times the usual shows that etcd has other work. */
const SLOW = 3;
/** Share of a time that was too long, in which a page of twice as many keys would still be in time. */
const WELL_IN_TIME = 1 / 4;
/** Pages after which the reads at once go up again by one. */
const RECOVERY = 5;
/** Share of the newest page in the usual time. */
const WEIGHT = 0.1;

export function newPace(settings: PaceSettings, clock: Clock = SYSTEM_CLOCK): Pace {
  const { bytesPerSecond } = settings;
  const waiting: (() => void)[] = [];
  const started = clock.now();
  let allowed = settings.concurrency;
  let running = 0;
  let usual = 0;
  let good = 0;
  let total = 0;
  let { pageKeys } = settings;
  /** Milliseconds that were too many for a page. */
  let tooSlowMs = Number.POSITIVE_INFINITY;

  async function enter(): Promise<void> {
    while (running >= allowed) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
  }

  function leave(): void {
    running--;
    for (let free = allowed - running; free > 0; free--) waiting.shift()?.();
  }

  function throttle(): void {
    allowed = Math.max(1, Math.floor(allowed / 2));
    good = 0;
  }

  /** Far from the time that was too long, pages may be larger again. */
  function grow(ms: number): void {
    if (ms < tooSlowMs * WELL_IN_TIME) pageKeys = Math.min(settings.pageKeys, pageKeys * 2);
  }

  /** Time per byte, so that a large page is not taken for a slow etcd; nor is what this process was busy meanwhile. */
  function learn({ ms, idleMs }: Took, bytes: number): void {
    const [cost, waited] = [ms / (bytes + PAGE_OVERHEAD), idleMs / (bytes + PAGE_OVERHEAD)];
    if (usual > 0 && waited > SLOW * usual) {
      throttle();
    } else if (++good % RECOVERY === 0) {
      allowed = Math.min(settings.concurrency, allowed + 1);
    }
    usual = usual === 0 ? cost : usual + WEIGHT * (cost - usual);
  }

  /** Behind what the rate would have allowed by now, the next read waits. */
  async function keepRate(): Promise<void> {
    if (bytesPerSecond === undefined) return;
    const due = (total / bytesPerSecond) * 1000 - (clock.now() - started);
    if (due > 0) await clock.sleep(due);
  }

  return {
    get pageKeys() {
      return pageKeys;
    },
    shrinkBelow: (keys) => {
      pageKeys = Math.min(pageKeys, Math.ceil(keys / 2));
      throttle();
    },
    concurrency: settings.concurrency,
    pageBytes: Math.min(
      PAGE_BYTES,
      Math.max(LEAST_BYTES, (bytesPerSecond ?? Number.POSITIVE_INFINITY) * RATE_SHARE),
    ),
    bytes: () => total,
    paced: async (read) => {
      await enter();
      let took: (() => Took) | undefined;
      try {
        await keepRate();
        took = stopwatch(clock);
        const { result, bytes } = await read();
        total += bytes;
        learn(took(), bytes);
        grow(took().ms);
        return result;
      } catch (error) {
        if (error instanceof TooSlowError && took !== undefined) tooSlowMs = took().ms;
        throw error;
      } finally {
        leave();
      }
    },
  };
}

/** How long something took, and how much of that this process had nothing to do. */
interface Took {
  readonly ms: number;
  readonly idleMs: number;
}

function stopwatch(clock: Clock): () => Took {
  const began = clock.now();
  const before = performance.eventLoopUtilization();
  return () => {
    const ms = clock.now() - began;
    return { ms, idleMs: Math.max(0, ms - performance.eventLoopUtilization(before).active) };
  };
}

/** A request costs about as much as so many bytes, however few it brings. */
const PAGE_OVERHEAD = 100_000;
