/** A real etcd with some keys in it, for one test file. */
import { connectEtcd } from '../../../src/store/etcd/connect.ts';
import type { StoredKey, WritableSource, Write } from '../../../src/store/source.ts';
import { startEtcd, type ThrowawayEtcd } from '../../../tools/throwaway-etcd/etcd.ts';
import type { MemoryWrite } from './memory.ts';

/** Of one transaction. */
const MAX_AT_ONCE = 100;

export interface TestEtcd {
  readonly etcd: ThrowawayEtcd;
  readonly source: WritableSource;
  /** For the tool's environment. */
  readonly env: { readonly ETCDCTL_ENDPOINTS: string };
  put(key: string, value: string | Uint8Array): Promise<number>;
  remove(key: string): Promise<number>;
  /** To different keys; as many as etcd takes at once share a revision. */
  writeAll(writes: readonly MemoryWrite[]): Promise<void>;
  /** All keys, in their order. */
  dump(): Promise<readonly StoredKey[]>;
  clear(): Promise<void>;
  /** Forgets all revisions before the newest. */
  compact(): Promise<void>;
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
  const writeAll = async (writes: readonly MemoryWrite[]) => {
    for (let at = 0; at < writes.length; at += MAX_AT_ONCE)
      await source.commit([], writes.slice(at, at + MAX_AT_ONCE).map(asWrite));
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
    writeAll,
    clear: async () => {
      const { ranges } = await source.read([{ from: Buffer.of(0), to: Buffer.of(0), keysOnly: true }]);
      await writeAll((ranges[0]?.keys ?? []).map(({ key }) => ({ delete: key })));
    },
    compact: async () => {
      const { revision } = await source.read([{ from: 'any', countOnly: true }]);
      const body = JSON.stringify({ revision: String(revision) });
      const { ok } = await fetch(`${etcd.endpoint}/v3/kv/compaction`, { method: 'POST', body });
      if (!ok) throw new Error('etcd did not compact');
    },
    stop: async () => {
      source.close();
      await etcd.stop();
    },
  };
}

function asWrite(write: MemoryWrite): Write {
  if ('delete' in write) return write;
  return { put: write.put, value: Buffer.from(write.value), keepLease: false };
}

/** What can be compared between two dumps: the keys and their bytes. */
export function contents(keys: readonly StoredKey[]): Record<string, string> {
  return Object.fromEntries(keys.map(({ key, value }) => [key, Buffer.from(value).toString('latin1')]));
}

/** How often each of gRPC's methods was asked for so far, by the server's own count. */
export async function askedOf({
  endpoint,
}: Pick<ThrowawayEtcd, 'endpoint'>): Promise<Record<string, number>> {
  const metrics = await (await fetch(`${endpoint}/metrics`)).text();
  const counts = metrics.matchAll(/^grpc_server_started_total\{grpc_method="(\w+)".*\} (\d+)$/gm);
  return Object.fromEntries([...counts].map(([, method, count]) => [method, Number(count)]));
}
