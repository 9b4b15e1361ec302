/** A system of its own for each incident: all of them lie in one etcd, each under prefixes of its own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Etcd3 } from 'etcd3';
import { type ScanOptions, verifyAll } from '../../src/commands/verify/verify.ts';
import { DEFAULT_PREFIXES, endOfPrefix, type Prefixes } from '../../src/stages/keys.ts';
import { DEFAULT_PACE, newPace } from '../../src/store/scan/pace.ts';
import type { StoredKey } from '../../src/store/source.ts';
import type { Step } from '../support/generators/lifecycle.ts';
import { seeded } from '../support/generators/random.ts';
import { STATE_HOME } from '../support/run/cli.ts';
import type { TestEtcd } from '../support/run/etcd.ts';
import type { MemoryWrite } from '../support/run/memory.ts';
import { work } from '../support/run/worker.ts';

export interface World {
  readonly name: string;
  /** For the tool: the context with this world's prefixes, and a journal of its own. */
  readonly env: Readonly<Record<string, string>>;
  /** A worker makes the steps, each as a write of its own, and dies: then its lease runs out. */
  work(steps: readonly Step[]): Promise<void>;
  /** Under the usual prefixes, which become this world's. One after the other. */
  write(...writes: readonly MemoryWrite[]): Promise<void>;
  put(key: string, value: string | Uint8Array): Promise<void>;
  /** All keys, in their order. */
  keys(): Promise<readonly StoredKey[]>;
  /** The whole key, as a screen tells it. */
  remove(key: string): Promise<void>;
  /** Nothing is broken or in flight, and no job key is left. */
  isHealthy(): Promise<boolean>;
}

export interface Worlds {
  make(name: string): World;
  close(): void;
}

/** @param bin a folder with the programs that screens name */
export function worldsIn(etcd: TestEtcd, bin: string): Worlds {
  const client = new Etcd3({ hosts: etcd.etcd.endpoints[0] ?? '' });
  return { make: (name) => worldOf({ etcd, client, bin }, name), close: () => client.close() };
}

interface Ground {
  readonly etcd: TestEtcd;
  readonly client: Etcd3;
  readonly bin: string;
}

function worldOf({ etcd, client, bin }: Ground, name: string): World {
  const root = `/${name}`;
  const prefixes = mapped(DEFAULT_PREFIXES, (prefix) => root + prefix);
  const moved = (write: MemoryWrite): MemoryWrite =>
    'put' in write ? { ...write, put: root + write.put } : { delete: root + write.delete };
  const keys = async () =>
    (await etcd.source.read([{ from: `${root}/`, to: endOfPrefix(`${root}/`) }])).ranges[0]?.keys ?? [];
  const write = async (one: MemoryWrite) => {
    if ('put' in one) await etcd.put(one.put, one.value);
    else await etcd.remove(one.delete);
  };
  return {
    name,
    env: environment({ etcd, bin, name, prefixes }),
    work: async (steps) => {
      const settings = { source: etcd.source, etcd: client, random: seeded(1), pauseMs: 0, leaseSeconds: 60 };
      const { lease } = await work(
        settings,
        steps.map((step) => ({ ...step, write: moved(step.write) })),
      );
      await lease?.revoke();
    },
    write: async (...writes) => {
      for (const one of writes) await write(moved(one));
    },
    put: async (key, value) => void (await etcd.put(root + key, value)),
    keys,
    remove: async (key) => void (await etcd.remove(key)),
    isHealthy: async () => {
      const { summary } = await verifyAll({ source: etcd.source, prefixes, judging: {} }, atOnce());
      const jobs = (await keys()).filter(({ key }) => key.startsWith(prefixes.jobs));
      return summary.broken === 0 && summary.in_flight === 0 && jobs.length === 0;
    },
  };
}

function atOnce(): ScanOptions {
  const pace = newPace(DEFAULT_PACE);
  return { listAll: false, failOn: 'error', settleMs: 0, allowEmpty: true, pace };
}

interface Place {
  readonly etcd: TestEtcd;
  readonly bin: string;
  readonly name: string;
  readonly prefixes: Prefixes;
}

/** Nothing of the caller's own settings is in it. */
function environment({ etcd, bin, name, prefixes }: Place): Record<string, string> {
  const home = join(STATE_HOME, name);
  mkdirSync(home);
  const file = join(home, 'config.yaml');
  const context = { endpoints: etcd.etcd.endpoints, prefixes };
  writeFileSync(file, JSON.stringify({ contexts: { [name]: context } }), { mode: 0o600 });
  return {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    ESI_STATE_CONFIG: file,
    ESI_STATE_CONTEXT: name,
    XDG_STATE_HOME: home,
  };
}

function mapped(prefixes: Prefixes, by: (prefix: string) => string): Prefixes {
  const { heat_stacks, job_state, state, config, jobs } = prefixes;
  return {
    heat_stacks: by(heat_stacks),
    job_state: by(job_state),
    state: by(state),
    config: by(config),
    jobs: by(jobs),
  };
}
