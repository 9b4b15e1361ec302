import type { Resource } from '../../stages/resource.ts';
import { isFailure } from '../../stages/statuses.ts';
import { failureText, jobAtWork } from '../facts.ts';
import type { Draft, Rule } from '../rule.ts';
import { heatStacks, jobState, STACKLESS, state } from './example.ts';

const FAILED = { orchestration_state: 'CREATE_FAILED', worker_state: 'CREATE_FAILED' };

export const errorTextMismatch: Rule = {
  id: 'error-text-mismatch',
  severity: 'warning',
  holds: "`error` is empty exactly when nothing failed; job_state's and state's texts agree",
  meaning:
    'The error text does not fit the outcome: a failure without a word of why, or a complaint about a success.',
  why: 'The text is what the customer and the support see; it misleads them.',
  repair: 'Not by itself; a state that is derived anew has the text of its source.',
  waitsForJob: false,
  silentAtRest: true,
  examples: () => [
    { title: 'done, no error', stages: { heat_stacks: heatStacks(), state: state() }, finds: [] },
    {
      title: 'failed, and says why',
      stages: {
        heat_stacks: heatStacks({ stack_status: 'CREATE_FAILED' }),
        state: state(FAILED, { error: 'no address' }),
      },
      finds: [],
    },
    {
      title: 'failed without a word',
      stages: { heat_stacks: heatStacks({ stack_status: 'CREATE_FAILED' }), state: state(FAILED) },
      finds: ['/error'],
    },
    {
      title: 'done, and complains',
      stages: { heat_stacks: heatStacks(), state: state({}, { error: 'no address' }) },
      finds: ['/error'],
    },
    {
      title: 'two texts for one failure',
      stages: {
        heat_stacks: heatStacks({ stack_status: 'CREATE_FAILED' }),
        job_state: jobState({ orchestration_state: 'CREATE_FAILED', error: 'no address' }),
        state: state(FAILED, { error: 'no network' }),
      },
      finds: ['/error'],
    },
    { title: 'no stack', stages: { state: STACKLESS }, finds: [] },
  ],
  check: (resource) => [...checkJobState(resource), ...checkState(resource), ...checkBoth(resource)],
};

function checkState(resource: Resource): Draft[] {
  const error = resource.state?.error;
  return error === undefined ? [] : checkText('state', error, failureText(resource) !== undefined);
}

function checkJobState({ job_state: job }: Resource): Draft[] {
  return job?.finished && job.error !== undefined && job.status !== undefined
    ? checkText('job_state', job.error, isFailure(job.status))
    : [];
}

function checkText(stage: 'job_state' | 'state', error: string, failed: boolean): Draft[] {
  if (failed === (error !== '')) return [];
  const message = failed
    ? `${stage}: failed, but "error" is empty`
    : `${stage}: nothing failed, but "error" has a text`;
  return [{ stages: [stage], path: '/error', message, expected: null, actual: JSON.stringify(error) }];
}

/** Only where both have one: an empty text beside a full one was told already. */
function checkBoth(resource: Resource): Draft[] {
  const { job_state: job, state: published } = resource;
  if (jobAtWork(resource) || !job?.error || !published?.error || job.error === published.error) return [];
  return [
    {
      stages: ['job_state', 'state'],
      path: '/error',
      message: 'job_state and state give different error texts',
      expected: JSON.stringify(job.error),
      actual: JSON.stringify(published.error),
    },
  ];
}
