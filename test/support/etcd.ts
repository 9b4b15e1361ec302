/** A real etcd with some keys in it, for one test file. */
import { connectEtcd } from '../../src/store/etcd/connect.ts';
import type { StoredKey, WritableSource } from '../../src/store/source.ts';
import { startEtcd, type ThrowawayEtcd } from '../../src/store/throwaway/etcd.ts';

export interface TestEtcd {
  readonly etcd: ThrowawayEtcd;
  readonly source: WritableSource;
  /** For the tool's environment. */
  readonly env: { readonly ETCDCTL_ENDPOINTS: string };
  put(key: string, value: string | Uint8Array): Promise<number>;
  remove(key: string): Promise<number>;
  /** All keys, in their order. */
  dump(): Promise<readonly StoredKey[]>;
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export async function testEtcd(): Promise<TestEtcd> {
  const etcd = await startEtcd();
  const source = connectEtcd({
    endpoints: etcd.endpoints,
    dialTimeoutMs: 2000,
    commandTimeoutMs: 10_000,
    insecureSkipTlsVerify: false,
  });
  const commit = async (write: Parameters<WritableSource['commit']>[1][number]) =>
    (await source.commit([], [write])).revision;
  const dump = async () =>
    (await source.read([{ from: Buffer.of(0), to: Buffer.of(0) }])).ranges[0]?.keys ?? [];
  return {
    etcd,
    source,
    env: { ETCDCTL_ENDPOINTS: etcd.endpoints.join(',') },
    put: (key, value) => commit({ put: key, value: Buffer.from(value), keepLease: false }),
    remove: (key) => commit({ delete: key }),
    dump,
    clear: async () => {
      const { ranges } = await source.read([{ from: Buffer.of(0), to: Buffer.of(0), keysOnly: true }]);
      for (const { key } of ranges[0]?.keys ?? []) await commit({ delete: key });
    },
    stop: async () => {
      source.close();
      await etcd.stop();
    },
  };
}

/** What can be compared between two dumps: the keys and their bytes. */
export function contents(keys: readonly StoredKey[]): Record<string, string> {
  return Object.fromEntries(keys.map(({ key, value }) => [key, Buffer.from(value).toString('latin1')]));
}
