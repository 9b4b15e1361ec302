/**
 * Asks what the user may do, without doing it: a transaction without compares, of which etcd carries out the first
 * branch, which is empty, but looks at the permissions of both (etcd's server/etcdserver/apply_auth.go,
 * `checkTxnAuth`). Nothing is read, and neither a key nor a revision comes of it.
 */

import { endOfPrefix } from '../../stages/keys.ts';
import { suggest } from '../../suggestion.ts';
import { PermissionError } from '../errors.ts';
import type { RangeRequest } from '../source.ts';
import type { Cluster } from './cluster.ts';
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

/** Says what of these ranges may not be read. */
export function deniedRead(
  cluster: Pick<Cluster, 'ask'>,
  ranges: readonly RangeRequest[],
  error: PermissionError,
): Promise<PermissionError> {
  return denied(ranges, (range) => cluster.ask(mayReadRequest(range)), 'read', error);
}

/** Says what of these keys may not be written. */
export function deniedWrite(
  cluster: Pick<Cluster, 'ask'>,
  keys: readonly string[],
  error: PermissionError,
): Promise<PermissionError> {
  const spans = keys.map((from) => ({ from }));
  return denied(spans, ({ from }) => cluster.ask(mayWriteRequest([from])), 'write', error);
}

async function denied(
  ranges: readonly Span[],
  ask: (range: Span) => Promise<unknown>,
  right: 'read' | 'write',
  error: PermissionError,
): Promise<PermissionError> {
  const asked = await Promise.all(ranges.map(async (range) => ((await isDenied(ask(range))) ? [range] : [])));
  const [first] = asked.flat();
  // It may have been granted meanwhile.
  if (first === undefined) return error;
  const others = asked.flat().length - 1;
  const more = others === 0 ? '' : ` and ${others} more`;
  return new PermissionError(`${error.message} to ${right} ${nameOf(first)}${more}`, {
    hint: 'give the etcd user a role with that right; what it has',
    next: suggest('ping'),
    cause: error.cause,
  });
}

async function isDenied(request: Promise<unknown>): Promise<boolean> {
  return request.then(
    () => false,
    (error: unknown) => error instanceof PermissionError,
  );
}

const textOf = (key: string | Uint8Array): string => Buffer.from(key).toString();

function nameOf({ from, to }: Span): string {
  const key = textOf(from);
  return to === undefined || textOf(to) === endOfPrefix(key) ? key : `${key} to ${textOf(to)}`;
}
