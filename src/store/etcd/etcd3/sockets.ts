import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const CHANNEL = 'net.client.socket';
let running = 0;

/** The handle exists once `net.connect` has returned. */
function release(message: unknown): void {
  setImmediate(() => (message as { socket: Socket }).socket.unref());
}

/**
 * Runs one request such that a connection still being made when it ends does not keep the process alive. grpc-js
 * holds the event loop while TCP connects and while TLS shakes hands, and its `close` stops neither (grpc-node#1487):
 * against a server that is stopped the process would hang for good after the error was printed. Sockets are told by
 * Node itself (diagnostics_channel, `net.client.socket`); while the request runs its own timers hold the loop.
 */
export async function withoutHoldingTheProcess<T>(request: () => Promise<T>): Promise<T> {
  if (running === 0) subscribe(CHANNEL, release);
  running += 1;
  try {
    return await request();
  } finally {
    running -= 1;
    if (running === 0) unsubscribe(CHANNEL, release);
  }
}
