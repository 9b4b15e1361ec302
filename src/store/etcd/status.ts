import type { Send } from './client.ts';
import type { WithHeader } from './read.ts';

/** Asks for nothing but the answer's header; needs no permission. */
export const statusRequest: Send<WithHeader<undefined>> = async (etcd, options) => {
  const { header } = await etcd.maintenance.status(options);
  return { header, value: undefined };
};

/** Seconds that a lease has left. */
export function leaseRequest(id: string): Send<WithHeader<number | undefined>> {
  return async (etcd, options) => {
    const { header, TTL } = await etcd.leaseClient.leaseTimeToLive({ ID: id }, options);
    // -1: there is no such lease (any more).
    return { header, value: Number(TTL) < 0 ? undefined : Number(TTL) };
  };
}
