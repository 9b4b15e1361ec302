/** How long the leases of job keys still hold: that tells whether a worker renews them. */
import { StoreError } from '../../errors.ts';
import { materialize } from '../../stages/packed.ts';
import type { JobEntry, Snapshot } from '../../stages/snapshot.ts';
import type { Source } from '../source.ts';

/** Asked for at once. */
const WIDTH = 16;

/**
 * The same snapshots, with the seconds left where a job key hangs on a lease. One that has run out or can't be asked
 * for stays without: it decides nothing.
 */
export async function withLeases(
  source: Source,
  snapshots: readonly Snapshot[],
): Promise<readonly Snapshot[]> {
  const busy = snapshots.filter(({ jobs }) => jobs.some(isLeased));
  if (busy.length === 0) return snapshots;
  const ids = new Set(busy.flatMap(({ jobs }) => jobs.filter(isLeased).map(({ leaseId }) => leaseId)));
  const left = await secondsLeft(source, [...ids]);
  return snapshots.map((snapshot) => {
    if (!snapshot.jobs.some(isLeased)) return snapshot;
    const made = materialize(snapshot);
    return { ...made, jobs: made.jobs.map((job) => held(job, left)) };
  });
}

function isLeased({ leaseId }: JobEntry): boolean {
  return leaseId !== '0';
}

type SecondsLeft = ReadonlyMap<string, number | undefined>;

async function secondsLeft(source: Source, ids: readonly string[]): Promise<SecondsLeft> {
  const left = new Map<string, number | undefined>();
  try {
    for (let at = 0; at < ids.length; at += WIDTH) {
      const some = ids.slice(at, at + WIDTH);
      const seconds = await Promise.all(some.map((id) => source.leaseSecondsLeft(id)));
      some.forEach((id, i) => {
        left.set(id, seconds[i]);
      });
    }
  } catch (error) {
    // Later versions of etcd want the permission to read all that hangs on a lease.
    if (!(error instanceof StoreError)) throw error;
  }
  return left;
}

function held(job: JobEntry, left: SecondsLeft): JobEntry {
  const leaseSecondsLeft = left.get(job.leaseId);
  return leaseSecondsLeft === undefined ? job : { ...job, leaseSecondsLeft };
}
