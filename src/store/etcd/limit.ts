/** Until when (Unix milliseconds) a request may take, and what ends it earlier. */
export interface Limit {
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** What is thrown at a limit. */
interface Ends {
  readonly late: () => Error;
  readonly aborted: (signal: AbortSignal) => unknown;
}

/** Waits no longer than the limit, and holds the process as long as it waits. What is under way is not ended by it. */
export function within<T>(work: Promise<T>, { deadline, signal }: Limit, ends: Ends): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(ends.aborted(signal));
    const timer = setTimeout(() => reject(ends.late()), Math.max(0, deadline - Date.now()));
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
