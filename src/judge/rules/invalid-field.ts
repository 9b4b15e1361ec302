import { fieldProblems, type Rule } from '../rule.ts';
import { heatStacks, jobState, STACKLESS, state } from './example.ts';

export const invalidField: Rule = {
  id: 'invalid-field',
  severity: 'error',
  holds: 'each documented field is there, with its type and its range',
  meaning: 'A field that the writers always write is missing, or is of another type or out of its range.',
  why: 'Whoever reads the stage next (the worker, Gohan, a customer through the API) takes a wrong value for a right one, or fails.',
  repair: 'The stage is derived from the others; only the field that is named changes.',
  waitsForJob: false,
  silentAtRest: true,
  examples: () => [
    {
      title: 'a port as the worker leaves it',
      stages: { heat_stacks: heatStacks(), state: state() },
      finds: [],
    },
    { title: 'a job that just began', stages: { job_state: '{}' }, jobs: ['working'], finds: [] },
    { title: 'no stack, so no outputs', stages: { state: STACKLESS }, finds: [] },
    {
      title: 'a version that is text',
      stages: { heat_stacks: heatStacks(), state: state({}, { version: '1' }) },
      finds: ['/version'],
    },
    {
      title: 'version 0',
      stages: { heat_stacks: heatStacks(), state: state({}, { version: 0 }) },
      finds: ['/version'],
    },
    {
      title: 'no error field',
      stages: { heat_stacks: heatStacks(), state: state({}, { error: undefined }) },
      finds: ['/error'],
    },
    {
      title: 'a finished job without its status',
      stages: {
        heat_stacks: heatStacks(),
        job_state: jobState({ orchestration_state: undefined }),
        state: state(),
      },
      finds: ['/orchestration_state'],
    },
    {
      title: 'a tenant that is null',
      stages: { heat_stacks: heatStacks({ tenant_id: null }), state: state() },
      finds: ['/tenant_id'],
    },
  ],
  check: (resource) => fieldProblems(resource, 'invalid-field'),
};
