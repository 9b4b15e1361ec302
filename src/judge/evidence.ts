import type { JobFolder } from '../stages/keys.ts';
import type { Resource } from '../stages/resource.ts';
import type { JobEntry } from '../stages/snapshot.ts';
import { configAhead, unpublished } from './facts.ts';
import type { Evidence } from './finding.ts';

/** What shows that somebody is, or will be, busy with the resource. Empty: nobody is. */
export function evidenceOf(resource: Resource): Evidence[] {
  const { jobs } = resource.snapshot;
  if (jobs.length === 0) return configEvidence(resource);
  const names = [...new Set(jobs.map((entry) => entry.job))];
  return names.map((name) => jobEvidence(jobs.filter((entry) => entry.job === name)));
}

/** The folder that tells most of a job; a job lies in `all` and one or two others at a time. */
const FOLDER_ORDER: readonly JobFolder[] = ['working', 'ready', 'waiting', 'finished', 'all'];
const PHASES = {
  working: 'working',
  ready: 'ready',
  waiting: 'waiting',
  finished: 'finishing',
  all: 'unheld',
} as const satisfies Record<JobFolder, Evidence['phase']>;

function jobEvidence(keys: readonly JobEntry[]): Evidence {
  const [job] = [...keys].sort((a, b) => FOLDER_ORDER.indexOf(a.folder) - FOLDER_ORDER.indexOf(b.folder));
  if (job === undefined) throw new Error('a job without keys');
  const phase = PHASES[job.folder];
  const revision = job.createRevision;
  const text = `${phase} since revision ${revision}${lease(job)}: ${job.job}`;
  return { kind: 'job', phase, key: job.key, revision, text };
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
