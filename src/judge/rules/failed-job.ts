import { isFailure } from '../../stages/statuses.ts';
import { about, type Rule } from '../rule.ts';
import { heatStacks, state } from './example.ts';

const FAILED = { orchestration_state: 'UPDATE_FAILED', worker_state: 'MODIFY_FAILED' };

export const failedJob: Rule = {
  id: 'failed-job',
  severity: 'warning',
  holds: 'the last job did not fail',
  meaning: 'The last job failed, and the stages tell it truly. Nothing is inconsistent.',
  why: 'The customer did not get what was asked for.',
  repair: 'Not by this tool: mend the cause (see the error text), then update the resource through the API.',
  waitsForJob: false,
  examples: () => [
    { title: 'done', stages: { heat_stacks: heatStacks(), state: state() }, finds: [] },
    {
      title: 'failed in Heat',
      stages: {
        heat_stacks: heatStacks({ stack_status: 'UPDATE_FAILED' }),
        state: state(FAILED, { error: 'no address left' }),
      },
      finds: ['/error'],
    },
  ],
  check: ({ state: published }) => {
    if (!isFailure(published?.status) && !isFailure(published?.workerState)) return [];
    const word = published?.status ?? published?.workerState;
    return [
      about('state', '/error', `the last job failed: ${word}`, JSON.stringify(published?.error ?? null)),
    ];
  },
};
