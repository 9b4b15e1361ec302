/** A real etcd with some keys in it, for one test file. */
import { connectEtcd } from '../../src/store/etcd/connect.ts';
import type { StoredKey, WritableSource, Write } from '../../src/store/source.ts';
import { startEtcd, type ThrowawayEtcd } from '../../src/store/throwaway/etcd.ts';

/** Of one transaction. */
const MOST_AT_ONCE = 100;

export interface TestEtcd {
  readonly etcd: ThrowawayEtcd;
  readonly source: WritableSource;
  /** For the tool's environment. */
  readonly env: { readonly ETCDCTL_ENDPOINTS: string };
  put(key: string, value: string | Uint8Array): Promise<number>;
  remove(key: string): Promise<number>;
  /** Writes these one after the other; as many as etcd takes at once share a revision. */
  load(values: Readonly<Record<string, string>>): Promise<void>;
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
  const commit = async (write: Write) => (await source.commit([], [write])).revision;
  const commitAll = async (writes: readonly Write[]) => {
    for (let at = 0; at < writes.length; at += MOST_AT_ONCE)
      await source.commit([], writes.slice(at, at + MOST_AT_ONCE));
  };
  const dump = async () =>
    (await source.read([{ from: Buffer.of(0), to: Buffer.of(0) }])).ranges[0]?.keys ?? [];
  return {
    etcd,
    source,
    env: { ETCDCTL_ENDPOINTS: etcd.endpoints.join(',') },
    put: (key, value) => commit({ put: key, value: Buffer.from(value), keepLease: false }),
    remove: (key) => commit({ delete: key }),
    dump,
    load: (values) =>
      commitAll(
        Object.entries(values).map(([put, value]) => ({ put, value: Buffer.from(value), keepLease: false })),
      ),
    clear: async () => {
      const { ranges } = await source.read([{ from: Buffer.of(0), to: Buffer.of(0), keysOnly: true }]);
      await commitAll((ranges[0]?.keys ?? []).map(({ key }) => ({ delete: key })));
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
