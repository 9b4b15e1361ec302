import type { Send } from './connection.ts';
import { encodeTimeToLive } from './encode.ts';
import type { WithHeader } from './message.ts';
import { STATUS, TIME_TO_LIVE } from './methods.ts';

/** Asks for nothing but the answer's header; needs no permission. */
export const statusRequest: Send<WithHeader<undefined>> = (connection, options) =>
  connection.unary(STATUS, Buffer.alloc(0), options);

/** Seconds that a lease has left; undefined where there is no such lease (any more). */
export function leaseRequest(id: string): Send<WithHeader<number | undefined>> {
  return async (connection, options) => {
    const { header, value } = await connection.unary(TIME_TO_LIVE, encodeTimeToLive(id), options);
    return { header, value: value < 0 ? undefined : value };
  };
}
