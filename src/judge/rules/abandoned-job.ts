import { entryOf, type Resource } from '../../stages/resource.ts';
import { unpublished } from '../facts.ts';
import { about, type Draft, type Rule } from '../rule.ts';
import { heatStacks, jobState, state } from './example.ts';

export const abandonedJob: Rule = {
  id: 'abandoned-job',
  severity: 'error',
  holds:
    "an unpublished job_state has a job at work on it. Unpublished is one that is `{}`, disagrees, or stands beside a state whose version is below `/config`'s and whose `mod_revision` is not above the job_state's",
  meaning:
    'The worker died half-way: it had begun a job, its result was never published, and no job is at work any more.',
  why: 'Nothing moves the resource on. The customer waits for ever, and each later request queues behind the dead job.',
  repair:
    "Finished as the worker would have: state is published from Heat's new report and job_state deleted, in one transaction. Where only Heat knows the result, the repair refuses and says what to check.",
  waitsForJob: true,
  silentAtRest: true,
  examples: () => [
    { title: 'no job', stages: { heat_stacks: heatStacks(), state: state() }, finds: [] },
    {
      title: 'a job at work',
      stages: { heat_stacks: heatStacks(), job_state: '{}', state: state() },
      jobs: ['all', 'working'],
      finds: [],
    },
    {
      title: 'the last moment of a job: all there, published',
      stages: { heat_stacks: heatStacks(), job_state: jobState(), state: state() },
      config: 1,
      finds: [],
    },
    {
      title: 'the worker died before Heat answered; its key in `all` is left',
      stages: { heat_stacks: heatStacks(), job_state: '{}', state: state() },
      jobs: ['all'],
      finds: [''],
    },
    {
      title: 'it died before it published',
      stages: {
        heat_stacks: heatStacks({ stack_status: 'UPDATE_COMPLETE' }),
        job_state: jobState({ orchestration_state: 'UPDATE_COMPLETE' }),
        state: state(),
      },
      revisions: { state: 9 },
      finds: [''],
    },
    {
      title: 'left over, and state was changed since: it need not have died before it published',
      stages: {
        heat_stacks: heatStacks({ stack_status: 'UPDATE_COMPLETE' }),
        job_state: jobState({ orchestration_state: 'UPDATE_COMPLETE' }),
        state: state(),
      },
      finds: [''],
    },
    {
      title: 'an unchanged result, unpublished',
      stages: { heat_stacks: heatStacks(), job_state: jobState(), state: state() },
      config: 2,
      revisions: { state: 9 },
      finds: ['/version'],
    },
    {
      title: 'published, and a newer config is waiting',
      stages: { heat_stacks: heatStacks(), job_state: jobState(), state: state() },
      config: 2,
      revisions: { config: 20 },
      finds: [],
    },
  ],
  check: (resource) => {
    const why = unpublished(resource);
    return why === undefined ? [] : [DRAFTS[why](resource)];
  },
};

/** A state that was written after the job_state was published and changed since; an older or absent one lags. */
function disagrees(resource: Resource): Draft {
  const [job, published] = [entryOf(resource, 'job_state'), entryOf(resource, 'state')];
  if ((published?.modRevision ?? 0) > (job?.modRevision ?? 0)) {
    return about(
      'job_state',
      '',
      'job_state is left over and disagrees with the other stages; no job is at work on it',
    );
  }
  return {
    ...about(
      'job_state',
      '',
      'the worker died before it published the result of its job, and no job is at work on it',
    ),
    stages: ['job_state', 'state'],
  };
}

const DRAFTS = {
  unfinished: () =>
    about(
      'job_state',
      '',
      "the worker died before Heat's answer was published: job_state is {}, and no job is at work on it",
      '{}',
    ),
  disagrees,
  version: ({ config, state: published }: Resource) => ({
    stages: ['job_state', 'state'],
    path: '/version',
    message: `the worker died before it published its version: state is at ${published?.version}, /config at ${config?.version}, and state was last written before job_state`,
    expected: String(config?.version),
    actual: String(published?.version),
  }),
} satisfies Record<string, (resource: Resource) => Draft>;
