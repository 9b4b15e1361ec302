import { failureText } from '../facts.ts';
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
  silentAtRest: true,
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
    {
      title: 'a word that nobody knows beside one that says it is done',
      stages: { heat_stacks: heatStacks(), state: state({ worker_state: 'CHECK_ERROR' }) },
      finds: [],
    },
  ],
  check: (resource) => {
    const word = failureText(resource);
    if (word === undefined) return [];
    const error = resource.state?.error ?? null;
    return [about('state', '/error', `the last job failed: ${word}`, JSON.stringify(error))];
  },
};
