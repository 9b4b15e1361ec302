/** Until when a request may take, and what ends it earlier. */
export interface Deadline {
  /** By `performance.now()`: the clock may be set while the request is under way. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** One that begins now. */
export function deadlineIn(ms: number, signal: AbortSignal): Deadline {
  return { deadline: performance.now() + ms, signal };
}

/** Milliseconds; negative where it is over. */
export function timeLeft({ deadline }: Pick<Deadline, 'deadline'>): number {
  return deadline - performance.now();
}

/** The same limit, or so many milliseconds from now where that is sooner. */
export function withinMs(limit: Deadline, ms: number): Deadline {
  return { ...limit, deadline: Math.min(limit.deadline, performance.now() + ms) };
}

/** As grpc-js takes it, which goes by the clock: to be asked for when it is handed over, and not kept. */
export function clockDeadline(limit: Pick<Deadline, 'deadline'>): number {
  return Date.now() + timeLeft(limit);
}

/** What is thrown at a limit. */
interface Ends {
  readonly late: () => Error;
  readonly aborted: (signal: AbortSignal) => unknown;
}

/** Waits no longer than the limit, and holds the process as long as it waits. What is under way is not ended by it. */
export function within<T>(work: Promise<T>, limit: Deadline, ends: Ends): Promise<T> {
  const { signal } = limit;
  return new Promise((resolve, reject) => {
    const abort = () => reject(ends.aborted(signal));
    const timer = setTimeout(() => reject(ends.late()), Math.max(0, timeLeft(limit)));
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
    signal.addEventListener('abort', abort, { once: true });
    work.then(
      (value) => {
        settle();
        resolve(value);
      },
      (error: unknown) => {
        settle();
        reject(error);
      },
    );
    if (signal.aborted) abort();
  });
}

/** The endpoint neither took nor refused a connection in time. */
export class DialTimeout extends Error {
  constructor() {
    super('no connection in time');
  }
}

/** For who waits for a connection. */
export const DIALING: Ends = { late: () => new DialTimeout(), aborted: ({ reason }) => reason };
