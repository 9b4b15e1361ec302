/** What a caller and the keeper of its etcd (`keeper.ts`) say to each other over the channel between them. */

/** The keeper's one argument, as JSON. */
export interface Job {
  readonly binary: string;
  /** etcd's arguments, but for the data folder: the keeper makes that itself. */
  readonly args: readonly string[];
  /** Milliseconds from the start of the process until etcd must serve requests. */
  readonly readyWithinMs: number;
}

export type ToKeeper =
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  /** End etcd, remove its folder, leave. */
  | { readonly kind: 'stop' };

export type FromKeeper =
  | { readonly kind: 'ready'; readonly pid: number; readonly folder: string }
  /** It will not become ready: it ended, or its time is over. `log` is the end of what etcd wrote. */
  | { readonly kind: 'unready'; readonly why: string; readonly log: string }
  /** etcd ended after it was ready; its folder is still there. */
  | { readonly kind: 'ended'; readonly how: string }
  /** Answers a `signal`, in the order they came; false where etcd had ended already. */
  | { readonly kind: 'signalled'; readonly delivered: boolean };
