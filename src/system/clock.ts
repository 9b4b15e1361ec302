import { setTimeout as wait } from 'node:timers/promises';

/** Time and chance, passed in to whoever waits or measures, so that both can be simulated. */
export interface Clock {
  /** Milliseconds of a clock that nobody sets. */
  now(): number;
  /** Throws the signal's reason where that ends it. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    await wait(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
  },
  random: Math.random,
};
