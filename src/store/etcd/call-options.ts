import {
  type CallOptions,
  InterceptingCall,
  type Interceptor,
  type StatusObject,
  status,
} from '@grpc/grpc-js';

/** Until when (Unix milliseconds) a request may take, and what ends it earlier. */
export interface Limit {
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** In place of etcd's words for a token that has expired. */
export const STALE_TOKEN = 'stale login token';

/** At `invalid auth token` etcd3 sends again for ever, as it knows nothing of our token: it must not see the words. */
function withoutEtcd3sCue(told: StatusObject): StatusObject {
  return { ...told, details: told.details.replace('invalid auth token', STALE_TOKEN) };
}

/** What each member answers for itself, with a leader or without. */
const ABOUT_ITSELF = /^\/etcdserverpb\.(Maintenance|Cluster)\//;

/** etcd3 can neither cancel a request nor send a token that it did not fetch itself; an interceptor can. */
function interceptor(token: string | undefined, signal: AbortSignal): Interceptor {
  return (options, next) => {
    const cancel = () => call.cancelWithStatus(status.CANCELLED, 'no longer needed');
    const call = new InterceptingCall(next(options), {
      start: (metadata, _listener, go) => {
        if (token !== undefined) metadata.set('token', token);
        // etcdctl's WithRequireLeader: a member that has lost its leader says so at once, and carries nothing out.
        if (!ABOUT_ITSELF.test(options.method_definition.path)) metadata.set('hasleader', 'true');
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

/** Options of one request: its deadline, what cancels it, and the token it is sent with. */
export function callOptions({ deadline, signal }: Limit, token?: string): CallOptions {
  return { deadline, interceptors: [interceptor(token, signal)] };
}
