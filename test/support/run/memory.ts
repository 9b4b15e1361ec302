/** Keys in memory with etcd's revisions: what a store would hold after some writes, for tests of the pure core. */
import { DEFAULT_PREFIXES, type Prefixes } from '../../../src/stages/keys.ts';
import { type Resource, readResource } from '../../../src/stages/resource.ts';
import type { Snapshot } from '../../../src/stages/snapshot.ts';
import { fitsJob } from '../../../src/store/names/created.ts';
import { assemble, hasStage, isResource, jobsById } from '../../../src/store/read/assemble.ts';
import type { StoredKey } from '../../../src/store/source.ts';

export type MemoryWrite =
  | { readonly put: string; readonly value: string; readonly ttl?: number }
  | { readonly delete: string };

export class Memory {
  revision = 1;
  readonly keys = new Map<string, StoredKey>();
  readonly prefixes: Prefixes = DEFAULT_PREFIXES;

  /** One write, one revision. */
  write(write: MemoryWrite): void {
    this.revision++;
    if ('delete' in write) this.keys.delete(write.delete);
    else this.put(write.put, new TextEncoder().encode(write.value), write.ttl === undefined ? '0' : '77');
  }

  private put(key: string, value: Uint8Array, leaseId: string): void {
    const before = this.keys.get(key);
    this.keys.set(key, {
      key,
      rawKey: new TextEncoder().encode(key),
      value,
      modRevision: this.revision,
      createRevision: before?.createRevision ?? this.revision,
      version: (before?.version ?? 0) + 1,
      leaseId,
    });
  }

  copy(): Memory {
    const copy = new Memory();
    copy.revision = this.revision;
    for (const [key, stored] of this.keys) copy.keys.set(key, stored);
    return copy;
  }

  snapshots(): Snapshot[] {
    const under = (area: keyof Prefixes) =>
      [...this.keys.values()].filter(({ key }) => key.startsWith(this.prefixes[area]));
    const around = {
      jobs: jobsById(this.prefixes, under('jobs')),
      configEmpty: under('config').length === 0,
      revision: this.revision,
    };
    const keys = {
      heat_stacks: under('heat_stacks'),
      job_state: under('job_state'),
      state: under('state'),
      config: under('config'),
    };
    const all = assemble(this.prefixes, keys, around);
    return all.filter((one) => hasStage(one) || (isResource(one) && fitsJob(one.ref, one.jobs)));
  }

  resources(): Resource[] {
    return this.snapshots().map(readResource);
  }
}
