import type { JobFolder } from '../stages/keys.ts';
import type { Resource } from '../stages/resource.ts';
import type { JobEntry } from '../stages/snapshot.ts';
import { configAhead, isAwaited, isLeft, jobsOf, unheldJobs, unpublished } from './facts.ts';
import type { Evidence } from './finding.ts';

/** The jobs that name the resource, and what `/config` wants of one that no job names. */
export function evidenceOf(resource: Resource): Evidence[] {
  const { snapshot } = resource;
  if (snapshot.jobs.length === 0) return configEvidence(resource);
  const unheld = new Set(unheldJobs(snapshot).map(([first]) => first?.job));
  return jobsOf(snapshot).map((keys) =>
    unheld.has(keys[0]?.job) ? unheldEvidence(keys) : jobEvidence(keys, isAwaited(resource)),
  );
}

/** The folder that tells most of a job; a job lies in `all` and one or two others at a time. */
const FOLDER_ORDER: readonly JobFolder[] = ['working', 'ready', 'waiting', 'finished', 'all'];

function jobEvidence(keys: readonly JobEntry[], awaited: boolean): Evidence {
  const [job] = [...keys].sort((a, b) => FOLDER_ORDER.indexOf(a.folder) - FOLDER_ORDER.indexOf(b.folder));
  if (job === undefined) throw new Error('a job without keys');
  const phase = phaseOf(job.folder, awaited);
  const revision = job.createRevision;
  const seen = isLeft(keys) ? ', at one look' : lease(job);
  return {
    kind: 'job',
    phase,
    key: job.key,
    revision,
    text: `${phase} since revision ${revision}${seen}: ${job.job}`,
  };
}

/** A key in `all` alone is there in passing: before the job is queued, or when its other keys have gone. */
function phaseOf(folder: JobFolder, awaited: boolean): Evidence['phase'] {
  if (folder === 'finished') return 'finishing';
  if (folder === 'all') return awaited ? 'queued' : 'finishing';
  return folder;
}

/** Told by the key that was made first: its revision is that of the job. */
function unheldEvidence(keys: readonly JobEntry[]): Evidence {
  const [first] = [...keys].sort((a, b) => a.createRevision - b.createRevision);
  if (first === undefined) throw new Error('a job without keys');
  const revision = first.createRevision;
  return {
    kind: 'job',
    phase: 'unheld',
    key: first.key,
    revision,
    text: `unheld, made at revision ${revision}, the same at two looks: ${first.job}`,
  };
}

function lease(job: JobEntry): string {
  if (job.leaseSecondsLeft !== undefined) return `, lease ${job.leaseSecondsLeft} s`;
  return job.folder === 'working' && job.leaseId === '0' ? ', no lease' : '';
}

/** `/config` was raised and no job is there yet; an unpublished job_state shows that it is no mere queue. */
function configEvidence(resource: Resource): Evidence[] {
  const { config, snapshot, state } = resource;
  if (snapshot.config === undefined || !configAhead(resource) || unpublished(resource) !== undefined)
    return [];
  const { key, modRevision: revision } = snapshot.config;
  const text = `queued since revision ${revision}: config ${config?.version}, state ${state?.version}, no job yet`;
  return [{ kind: 'config', phase: 'queued', key, revision, text, wanted: String(config?.version) }];
}
