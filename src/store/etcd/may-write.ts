import type { Send } from './client.ts';
import { encodePutsNeverMade } from './encode.ts';
import type { WithHeader } from './message.ts';
import { PERMISSION } from './methods.ts';

/**
 * Refused (`permission denied`) where the user may not write one of these keys; writes nothing. It is a transaction
 * without compares: etcd then carries out the first branch, which is empty, but looks at the permissions of both
 * (etcd's server/etcdserver/apply_auth.go, `checkTxnAuth`).
 */
export function mayWriteRequest(keys: readonly (string | Uint8Array)[]): Send<WithHeader<undefined>> {
  const request = encodePutsNeverMade(keys);
  return (client, options) => client.unary(PERMISSION, request, options);
}
