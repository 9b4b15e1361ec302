/**
 * Asks what the user may do, without doing it: a transaction without compares, of which etcd carries out the first
 * branch, which is empty, but looks at the permissions of both (etcd's server/etcdserver/apply_auth.go,
 * `checkTxnAuth`). Nothing is read, and neither a key nor a revision comes of it.
 */
import type { RangeRequest } from '../source.ts';
import type { Send } from './connection.ts';
import { encodeNeverDone } from './encode.ts';
import type { WithHeader } from './message.ts';
import { PERMISSION } from './methods.ts';

export type Span = Pick<RangeRequest, 'from' | 'to'>;

/** Refused (`permission denied`) where the user may not read all of it. */
export function mayReadRequest({ from, to }: Span): Send<WithHeader<undefined>> {
  return asked(encodeNeverDone([to === undefined ? { from } : { from, to }], []));
}

/** Refused (`permission denied`) where the user may not write one of these keys. */
export function mayWriteRequest(keys: readonly (string | Uint8Array)[]): Send<WithHeader<undefined>> {
  return asked(encodeNeverDone([], keys));
}

function asked(request: Buffer): Send<WithHeader<undefined>> {
  return (connection, options) => connection.unary(PERMISSION, request, options);
}
