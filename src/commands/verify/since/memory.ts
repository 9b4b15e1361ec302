/** What the last run remembers of the resources that were open then, and what follows from it for this one. Pure. */
import type { Evidence, Finding } from '../../../judge/finding.ts';
import { type Prefixes, parseJobKey, resourceName, STAGES } from '../../../stages/keys.ts';
import { readResource } from '../../../stages/resource.ts';
import type { JobEntry, Snapshot } from '../../../stages/snapshot.ts';
import type { OpenResource } from './file.ts';

export interface Memory {
  readonly prefixes: Prefixes;
  /** When this run began. */
  readonly now: Date;
  readonly open: ReadonlyMap<string, OpenResource>;
  /** Milliseconds; a flight seen longer ago than this is overdue. */
  readonly maxInFlightMs?: number;
}

/** The same finding from run to run: what its message says of values may change meanwhile. */
export function findingId({ rule, stages, path }: Pick<Finding, 'rule' | 'stages' | 'path'>): string {
  return `finding ${rule} ${stages.join(',')} ${path}`;
}

/** The same flight from run to run, whatever folder the job has moved to. A newer `/config` is another one. */
export function flightId(prefixes: Prefixes, { kind, key, revision }: Evidence): string {
  return kind === 'config' ? queueId(revision) : jobId(parseJobKey(prefixes, key)?.job ?? key);
}

function jobId(job: string): string {
  return `job ${job}`;
}

function queueId(revision: number): string {
  return `queued ${revision}`;
}

/** When it was first seen: now, where the last run did not know it, or claims to have seen it later than now. */
export function firstSeen(memory: Memory, resource: string, id: string): string {
  const now = memory.now.toISOString();
  const entry = memory.open.get(resource);
  const then = entry !== undefined && Object.hasOwn(entry.seen, id) ? entry.seen[id] : undefined;
  return then === undefined || Date.parse(then) > memory.now.getTime() ? now : then;
}

/** Adds to what was read what only the last run knew: `Snapshot.configAheadBefore` and `overdueSince`. */
export function recall(memory: Memory, snapshot: Snapshot): Snapshot {
  const entry = memory.open.get(resourceName(snapshot.ref));
  if (entry === undefined) return snapshot;
  const ahead = wasAhead(entry, snapshot);
  const queue = ahead && snapshot.config !== undefined ? [queueId(snapshot.config.modRevision)] : [];
  const ids = [...snapshot.jobs.map((job: JobEntry) => jobId(job.job)), ...queue];
  const since = ids.map((id) => firstSeen(memory, entry.resource, id)).sort()[0];
  return {
    ...snapshot,
    ...(ahead ? { configAheadBefore: true } : {}),
    ...versionBefore(entry, snapshot),
    ...(since !== undefined && isOverdue(memory, since) ? { overdueSince: since } : {}),
  };
}

/** What was found of the past stays true while the stages are unchanged, though the past may be compacted away. */
function versionBefore({ lowered }: OpenResource, snapshot: Snapshot): Pick<Snapshot, 'versionBefore'> {
  if (lowered === undefined || snapshot.versionBefore !== undefined) return {};
  const isUnchanged = STAGES.every(
    (stage) => (snapshot.stages[stage]?.modRevision ?? null) === lowered.stages[stage],
  );
  return isUnchanged ? { versionBefore: lowered.from } : {};
}

function isOverdue({ now, maxInFlightMs }: Memory, since: string): boolean {
  return maxInFlightMs !== undefined && now.getTime() - Date.parse(since) > maxInFlightMs;
}

/** Whether state has still not reached the version that was waiting at the last run. */
export function wasAhead({ queued }: OpenResource, snapshot: Snapshot): boolean {
  if (queued === undefined || snapshot.stages.state === undefined) return false;
  const version = readResource({ ...snapshot, stages: { state: snapshot.stages.state } }).state?.version;
  return version !== undefined && version < BigInt(queued);
}
