import { Etcd3, type Lease } from 'etcd3';
import type { Write } from './lives.ts';

/** Plays the writers of a real system: API server, job manager and worker. */
export interface Writer {
  write(writes: readonly Write[]): Promise<void>;
  read(key: string): Promise<string | null>;
  /** From now on nobody renews the leases. */
  close(): void;
}

export function openWriter(endpoint: string): Writer {
  const etcd = new Etcd3({ hosts: endpoint });
  const leases: Lease[] = [];
  return {
    write: async (writes) => {
      // One after the other: the order of their revisions is what tells the tool who wrote last.
      for (const write of writes) await apply(etcd, write, leases);
    },
    read: (key) => etcd.get(key).string(),
    close: () => {
      // One that is renewed keeps the process alive for minutes after its client was closed.
      for (const lease of leases) lease.release();
      etcd.close();
    },
  };
}

async function apply(etcd: Etcd3, { key, value, lease: seconds }: Write, leases: Lease[]): Promise<void> {
  if (value === undefined) {
    await etcd.delete().key(key);
  } else if (seconds === undefined) {
    await etcd.put(key).value(value);
  } else {
    const lease = etcd.lease(seconds);
    leases.push(lease);
    await lease.put(key).value(value);
  }
}
