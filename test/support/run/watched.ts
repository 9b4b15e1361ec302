/** Every write that a store saw, in its order: what was there for a moment only shows in no dump. */
import type { Etcd3 } from 'etcd3';
import type { MemoryWrite } from './memory.ts';

export interface Watched {
  /** All writes that came before this call. */
  end(): Promise<MemoryWrite[]>;
}

const LAST = '/end of the watch/';

/** Sees what is written from now on; made for one connection that nobody cuts. */
export async function watchWrites(etcd: Etcd3): Promise<Watched> {
  const seen: MemoryWrite[] = [];
  const watcher = await etcd.watch().prefix('/').create();
  // Events come in the order of their revisions: with the last write all before it are seen.
  const last = new Promise<void>((done) => {
    watcher.on('put', ({ key, value }) => {
      if (key.toString() === LAST) done();
      else seen.push({ put: key.toString(), value: value.toString() });
    });
  });
  watcher.on('delete', ({ key }) => seen.push({ delete: key.toString() }));
  return {
    end: async () => {
      await etcd.put(LAST).value('');
      await last;
      await watcher.cancel();
      await etcd.delete().key(LAST);
      return seen;
    },
  };
}

/** Those to one of the keys that are written here. */
export function writesLike(seen: readonly MemoryWrite[], life: readonly MemoryWrite[]): MemoryWrite[] {
  const keys = new Set(life.map(keyOf));
  return seen.filter((write) => keys.has(keyOf(write)));
}

function keyOf(write: MemoryWrite): string {
  return 'put' in write ? write.put : write.delete;
}
