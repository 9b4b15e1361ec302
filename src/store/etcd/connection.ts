import type { Deadline } from './deadline.ts';
import type { Method } from './methods.ts';

export interface CallOptions extends Deadline {
  /** Of a login. */
  readonly token?: string;
}

/** What stands between this program and one endpoint; after it was lost the next request needs another one. */
export interface Connection {
  /** Sends one request, once. Throws errors whose message is `<code> <NAME>: <details>`, with gRPC's status codes. */
  unary<T>(method: Method<T>, request: Buffer, options: CallOptions): Promise<T>;
  /** Whether a request can be sent on it right now. */
  isConnected(): boolean;
  /** Whether it is of no use any more. */
  isLost(): boolean;
  /** Takes no more requests; those that are under way end by themselves. */
  retire(): void;
  close(): void;
}

/**
 * Connects. Throws `DialTimeout` at the limit, and what the signal aborts with; where the attempt failed it throws as
 * `unary` does, or the first request throws that.
 */
export type Connect<C extends Connection = Connection> = (limit: Deadline) => Promise<C>;

/** One request with these options; sent once. */
export type Send<T, C extends Connection = Connection> = (connection: C, options: CallOptions) => Promise<T>;

/** A page of big documents passes grpc's 4 MiB at once; etcd bounds a request to 1.5 MB, not an answer. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
