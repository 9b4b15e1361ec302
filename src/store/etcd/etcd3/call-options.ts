import {
  type CallOptions as GrpcOptions,
  InterceptingCall,
  type Interceptor,
  type StatusObject,
  status,
} from '@grpc/grpc-js';
import type { CallOptions } from '../connection.ts';
import { clockDeadline } from '../deadline.ts';

/** In place of etcd's words for a token that has expired. */
const STALE_TOKEN = 'stale login token';

/** At `invalid auth token` etcd3 sends again for ever, as it knows nothing of our token: it must not see the words. */
function withoutEtcd3sCue(told: StatusObject): StatusObject {
  return { ...told, details: told.details.replace('invalid auth token', STALE_TOKEN) };
}

/** etcd3 can neither cancel a request nor send a token that it did not fetch itself; an interceptor can. */
function interceptor({ token, signal }: CallOptions, leaderless: boolean): Interceptor {
  return (options, next) => {
    const cancel = () => call.cancelWithStatus(status.CANCELLED, 'no longer needed');
    const call = new InterceptingCall(next(options), {
      start: (metadata, _listener, go) => {
        if (token !== undefined) metadata.set('token', token);
        if (!leaderless) metadata.set('hasleader', 'true');
        const onReceiveStatus = (told: StatusObject, pass: (told: StatusObject) => void) => {
          signal.removeEventListener('abort', cancel);
          pass(withoutEtcd3sCue(told));
        };
        // What it leaves out goes on to the listener that was handed in.
        go(metadata, { onReceiveStatus });
      },
    });
    signal.addEventListener('abort', cancel, { once: true });
    return call;
  };
}

/** The same as grpc-js takes it. */
export function grpcOptions(
  options: CallOptions,
  { leaderless = false }: { readonly leaderless?: boolean } = {},
): GrpcOptions {
  return { deadline: clockDeadline(options), interceptors: [interceptor(options, leaderless)] };
}
