import { type Channel, connectivityState } from '@grpc/grpc-js';

/** The endpoint neither took nor refused a connection in time. */
export class DialTimeout extends Error {}

function changed(channel: Channel, state: connectivityState, until: number): Promise<boolean> {
  return new Promise((resolve) => {
    channel.watchConnectivityState(state, until, (late) => resolve(late === undefined));
  });
}

/**
 * Connects, until the given time (Unix milliseconds) at the latest. Returns once connected, and also once the attempt
 * failed: the next request then fails at once and tells why. Throws `DialTimeout`. grpc itself has no limit here: a
 * stopped server would take the whole deadline of the request.
 */
export async function dial(channel: Channel, until: number): Promise<void> {
  for (;;) {
    const state = channel.getConnectivityState(true);
    if (state !== connectivityState.IDLE && state !== connectivityState.CONNECTING) return;
    if (!(await changed(channel, state, until))) throw new DialTimeout('no connection in time');
  }
}
