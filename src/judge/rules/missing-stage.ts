import { entryOf, type Resource } from '../../stages/resource.ts';
import { DELETED, isWorkerError, speaksOfStack } from '../../stages/statuses.ts';
import { about, type Rule } from '../rule.ts';
import { heatStacks, jobState, STACKLESS, state } from './example.ts';

export const missingStage: Rule = {
  id: 'missing-stage',
  severity: 'error',
  holds:
    'no stage is missing that a known fact demands: state with heat_outputs or a create, modify or delete word demands heat_stacks; heat_stacks that is not `DELETE_COMPLETE`, or a finished job_state, demands state',
  meaning: 'A stage is not there, though another one tells that it was written.',
  why: 'Without state Gohan never learns of the result and the resource hangs; without heat_stacks the worker does not know its stack.',
  repair: 'state is derived from heat_stacks or job_state; heat_stacks comes back from an older revision.',
  waitsForJob: true,
  silentAtRest: true,
  examples: () => [
    {
      title: 'at rest there is no job_state',
      stages: { heat_stacks: heatStacks(), state: state() },
      finds: [],
    },
    { title: 'no stack is needed', stages: { state: STACKLESS }, finds: [] },
    {
      title: 'the end of a delete',
      stages: { heat_stacks: heatStacks({ stack_id: '', stack_status: 'DELETE_COMPLETE', output: [] }) },
      finds: [],
    },
    { title: 'state was lost', stages: { heat_stacks: heatStacks() }, config: 1, finds: [''] },
    { title: 'heat_stacks was lost', stages: { state: state() }, config: 1, finds: [''] },
    {
      title: 'not yet published',
      stages: { heat_stacks: heatStacks() },
      jobs: ['all', 'working'],
      finds: [],
    },
    { title: 'a result, never published', stages: { job_state: jobState() }, jobs: ['all'], finds: [''] },
    {
      title: 'the worker failed before Heat was asked',
      stages: {
        state: state(
          { orchestration_state: 'CREATE_ERROR', worker_state: 'CREATE_ERROR', heat_outputs: '[]' },
          { error: 'no such template' },
        ),
      },
      finds: [],
    },
  ],
  check: (resource) => {
    const heatDemand = demandForHeat(resource);
    const stateDemand = demandForState(resource);
    return [
      ...(heatDemand === undefined
        ? []
        : [about('heat_stacks', '', `heat_stacks is missing: ${heatDemand}`)]),
      ...(stateDemand === undefined ? [] : [about('state', '', `state is missing: ${stateDemand}`)]),
    ];
  },
};

/** The fact that demands the absent heat_stacks. */
function demandForHeat(resource: Resource): string | undefined {
  const { state: published } = resource;
  if (published === undefined || entryOf(resource, 'heat_stacks') !== undefined) return undefined;
  if (isWorkerError(published.status)) return undefined;
  if (published.hasOutputs) return 'state has the outputs of a stack';
  const word = [published.status, published.workerState].find(
    (one) => one !== undefined && speaksOfStack(one),
  );
  return word === undefined ? undefined : `state says ${word}`;
}

function demandForState(resource: Resource): string | undefined {
  if (entryOf(resource, 'state') !== undefined) return undefined;
  const heatStatus = resource.heat_stacks?.status;
  if (heatStatus !== undefined && heatStatus !== DELETED) return `heat_stacks says ${heatStatus}`;
  return resource.job_state?.finished === true ? 'job_state has a result' : undefined;
}
