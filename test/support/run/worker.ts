/**
 * The simulated worker: makes a job's writes on a real etcd, as the real one does. job_state is created, changed and
 * deleted by compare-and-swap; the working key hangs on a lease that is renewed until the worker dies.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Etcd3, Lease } from 'etcd3';
import type { Guard, WritableSource, Write } from '../../../src/store/source.ts';
import type { Step, StepName } from '../generators/lifecycle.ts';
import { below, type Random } from '../generators/random.ts';
import type { MemoryWrite } from './memory.ts';

export interface WorkerSettings {
  readonly source: WritableSource;
  /** For leases, which a source doesn't offer. */
  readonly etcd: Etcd3;
  readonly random: Random;
  /** Longest pause between two writes. */
  readonly pauseMs: number;
  readonly leaseSeconds: number;
  /** How many steps are made before it dies; absent: all. */
  readonly diesAfter?: number;
}

export interface WorkerEnd {
  /** The steps that were made, in order. */
  readonly made: readonly StepName[];
  /** The lease of a job that is still held. From now on nobody renews it but by `hold`. */
  readonly lease: Lease | undefined;
}

/** Makes the steps one after the other, with pauses, and dies when told. */
export async function work(settings: WorkerSettings, steps: readonly Step[]): Promise<WorkerEnd> {
  const hand: Hand = { settings, lease: undefined, jobState: 0 };
  const made: StepName[] = [];
  for (const step of steps.slice(0, settings.diesAfter)) {
    await sleep(below(settings.random, settings.pauseMs + 1));
    await make(hand, step);
    made.push(step.name);
  }
  return { made, lease: hand.lease };
}

/** What a worker remembers between its writes. */
interface Hand {
  readonly settings: WorkerSettings;
  lease: Lease | undefined;
  /** The `mod_revision` of its job_state; 0: there must be none. */
  jobState: number;
}

async function make(hand: Hand, { name, write }: Step): Promise<void> {
  if (name === 'working' || name === 'renewed') return hold(hand, write);
  if (name === 'begun' || name === 'result' || name === 'job_state gone') return swap(hand, name, write);
  await commit(hand.settings.source, [], write);
  if (name === 'working gone') await letGo(hand);
}

/** Puts the working key on the job's lease, which is renewed in the background from then on. */
async function hold(hand: Hand, write: MemoryWrite): Promise<void> {
  if (!('put' in write)) throw new Error('a working key is put');
  hand.lease ??= hand.settings.etcd.lease(hand.settings.leaseSeconds);
  await hand.lease.put(write.put).value(write.value);
}

async function letGo(hand: Hand): Promise<void> {
  await hand.lease?.revoke();
  hand.lease = undefined;
}

async function swap(hand: Hand, name: StepName, write: MemoryWrite): Promise<void> {
  const key = 'put' in write ? write.put : write.delete;
  const revision = await commit(hand.settings.source, [{ key, modRevision: hand.jobState }], write);
  hand.jobState = name === 'job_state gone' ? 0 : revision;
}

/** One write, and its revision. Throws where a guard did not hold. */
export async function commit(
  source: WritableSource,
  guards: readonly Guard[],
  write: MemoryWrite,
): Promise<number> {
  const { committed, revision } = await source.commit(guards, [asWrite(write)]);
  if (!committed) throw new Error(`lost a race: ${JSON.stringify(write)}`);
  return revision;
}

function asWrite(write: MemoryWrite): Write {
  if ('delete' in write) return write;
  return { put: write.put, value: Buffer.from(write.value), keepLease: false };
}
