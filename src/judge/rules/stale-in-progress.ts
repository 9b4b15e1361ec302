import { documentsOf } from '../../stages/resource.ts';
import { isInProgress } from '../../stages/statuses.ts';
import { about, type Rule } from '../rule.ts';
import { heatStacks, state } from './example.ts';

export const staleInProgress: Rule = {
  id: 'stale-in-progress',
  severity: 'error',
  holds: 'an `_IN_PROGRESS` status has a job at work on it',
  meaning: 'A stage says that Heat is still busy, but no job waits for it.',
  why: 'Nobody will look at Heat again: what came of it is never published.',
  repair:
    'Only Heat knows the outcome: check the stack; then a new update through the API runs the job again.',
  waitsForJob: true,
  silentAtRest: true,
  examples: () => [
    { title: 'done', stages: { heat_stacks: heatStacks(), state: state() }, finds: [] },
    {
      title: 'busy, with a job',
      stages: {
        heat_stacks: heatStacks({ stack_status: 'UPDATE_IN_PROGRESS' }),
        job_state: '{}',
        state: state(),
      },
      jobs: ['working'],
      finds: [],
    },
    {
      title: 'busy, without one',
      stages: { heat_stacks: heatStacks({ stack_status: 'UPDATE_IN_PROGRESS' }), state: state() },
      finds: ['/stack_status'],
    },
  ],
  check: (resource) =>
    documentsOf(resource)
      .filter((document) => isInProgress(document.status))
      .map(({ stage, status, statusPath }) =>
        about(stage, statusPath, `${stage} says ${status}, but no job is at work`, JSON.stringify(status)),
      ),
};
