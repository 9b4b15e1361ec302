import { type Channel, connectivityState } from '@grpc/grpc-js';
import { clockDeadline, type Deadline, DialTimeout } from '../deadline.ts';

function changed(channel: Channel, state: connectivityState, limit: Deadline): Promise<boolean> {
  return new Promise((resolve) => {
    channel.watchConnectivityState(state, clockDeadline(limit), (late) => resolve(late === undefined));
  });
}

/**
 * Connects, until the limit at the latest. Returns once connected, and also once the attempt
 * failed: the next request then fails at once and tells why. Throws `DialTimeout`. grpc itself has no limit here: a
 * stopped server would take the whole deadline of the request.
 */
async function connected(channel: Channel, limit: Deadline): Promise<void> {
  for (;;) {
    const state = channel.getConnectivityState(true);
    if (state !== connectivityState.IDLE && state !== connectivityState.CONNECTING) return;
    if (!(await changed(channel, state, limit))) throw new DialTimeout();
  }
}

/** Connects, or closes the channel. Throws what the signal aborts with, too. */
export async function dial(channel: Channel, limit: Deadline): Promise<void> {
  const { signal } = limit;
  signal.throwIfAborted();
  const giveUp = () => channel.close();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    await connected(channel, limit);
    signal.throwIfAborted();
  } catch (error) {
    giveUp();
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
