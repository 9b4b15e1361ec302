import type { Send } from './client.ts';
import { encodeTimeToLive } from './encode.ts';
import type { WithHeader } from './message.ts';
import { STATUS, TIME_TO_LIVE } from './methods.ts';

/** Asks for nothing but the answer's header; needs no permission. */
export const statusRequest: Send<WithHeader<undefined>> = (client, options) =>
  client.unary(STATUS, Buffer.alloc(0), options);

/** Seconds that a lease has left; undefined where there is no such lease (any more). */
export function leaseRequest(id: string): Send<WithHeader<number | undefined>> {
  return async (client, options) => {
    const { header, value } = await client.unary(TIME_TO_LIVE, encodeTimeToLive(id), options);
    return { header, value: value < 0 ? undefined : value };
  };
}
