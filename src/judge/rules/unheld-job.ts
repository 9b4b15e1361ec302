import type { Resource } from '../../stages/resource.ts';
import type { JobEntry } from '../../stages/snapshot.ts';
import { hasNoStage, isAwaited, unheldJobs, unpublished } from '../facts.ts';
import type { Draft, Rule } from '../rule.ts';
import { heatStacks, jobState, STACKLESS, state } from './example.ts';

export const unheldJob: Rule = {
  id: 'unheld-job',
  severity: 'warning',
  holds:
    'no job key is left that no worker or queue holds: `all` or `finished` without `waiting`, `ready`, `working`, unchanged at the second look (at least 2 s later)',
  meaning:
    "The worker that had the job is gone: its lease has run out, and the job's keys in `all` or `finished` are what it leaves behind. A living job has no other keys for no longer than about a second.",
  why: 'Where `/config` is ahead, or no stage is there, nobody will ever finish that version: the customer waits for ever. Else only the key is too many.',
  repair:
    "The keys are the job manager's own: the report of a repair names them with the `etcdctl del` that removes them, once the job manager is known not to. What is broken beside them is repaired with --dead-jobs; a version that nobody works on is asked for again by an update through the API.",
  waitsForJob: false,
  silentAtRest: true,
  examples: () => [
    {
      title: 'at one look: it may be there in passing',
      stages: { heat_stacks: heatStacks(), state: state() },
      config: 1,
      jobs: ['all'],
      finds: [],
    },
    {
      title: 'at both looks a worker has it',
      stages: { heat_stacks: heatStacks(), job_state: '{}', state: state() },
      config: 2,
      jobs: ['all', 'working'],
      jobsBefore: ['all', 'working'],
      finds: [],
    },
    {
      title: 'its keys are going',
      stages: { heat_stacks: heatStacks(), job_state: jobState(), state: state() },
      config: 1,
      jobs: ['all'],
      jobsBefore: ['all', 'finished'],
      finds: [],
    },
    {
      title: 'the stages are done, and the key is left',
      stages: { heat_stacks: heatStacks(), state: state() },
      config: 1,
      jobs: ['all'],
      jobsBefore: ['all'],
      finds: [''],
    },
    {
      title: 'so are two of its keys',
      stages: { state: STACKLESS },
      jobs: ['all', 'finished'],
      jobsBefore: ['all', 'finished'],
      finds: [''],
    },
    {
      title: 'it died before it began',
      stages: { heat_stacks: heatStacks(), state: state() },
      config: 2,
      jobs: ['all'],
      jobsBefore: ['all'],
      finds: [''],
    },
    {
      title: 'a create that died before it began: no stage is there',
      stages: {},
      config: 1,
      jobs: ['all'],
      jobsBefore: ['all'],
      finds: [''],
    },
  ],
  check: (resource) => unheldJobs(resource.snapshot).map((job) => draftOf(resource, job)),
};

function draftOf(resource: Resource, job: readonly JobEntry[]): Draft {
  const folders = job.map(({ folder }) => folder).join(' and ');
  const message = `nobody holds ${job[0]?.job}: only its key in ${folders} is left, the same at two looks; ${outcome(resource)}`;
  return { stages: [], path: '', message, expected: null, actual: null };
}

/** What will come of it, which is nothing. */
function outcome(resource: Resource): string {
  if (hasNoStage(resource)) return 'nobody will create it';
  if (isAwaited(resource)) return `nobody will bring about version ${resource.config?.version}`;
  if (unpublished(resource) !== undefined) return 'nobody will finish it';
  return 'the stages wait for nothing: only the key is too many';
}
