import { type ExpectedWorkerState, expectedWorkerState, isAnyStatus } from '../../stages/statuses.ts';
import type { Rule } from '../rule.ts';
import { heatStacks, state } from './example.ts';

export const workerStateMismatch: Rule = {
  id: 'worker-state-mismatch',
  severity: 'error',
  holds: '`worker_state` is the one that follows from `orchestration_state`, where both words are known',
  meaning: 'The two words of state contradict: the worker calls the outcome something else than Heat does.',
  why: 'Gohan goes by worker_state: the customer sees a failed job as done or a done one as failed.',
  repair: 'worker_state is set to what follows from the status on which the other stages agree.',
  waitsForJob: false,
  silentAtRest: true,
  examples: () => [
    { title: 'created', stages: { heat_stacks: heatStacks(), state: state() }, finds: [] },
    {
      title: "Heat's UPDATE is the worker's MODIFY",
      stages: {
        heat_stacks: heatStacks({ stack_status: 'UPDATE_COMPLETE' }),
        state: state({ orchestration_state: 'UPDATE_COMPLETE', worker_state: 'MODIFY_COMPLETED' }),
      },
      finds: [],
    },
    {
      title: 'two different actions',
      stages: { heat_stacks: heatStacks(), state: state({ worker_state: 'MODIFY_COMPLETED' }) },
      finds: ['/state/worker_state'],
    },
    {
      title: 'a failure that looks done',
      stages: {
        heat_stacks: heatStacks({ stack_status: 'CREATE_FAILED' }),
        state: state({ orchestration_state: 'CREATE_FAILED' }, { error: 'no address left' }),
      },
      finds: ['/state/worker_state'],
    },
    {
      title: 'a word that nobody knows proves nothing',
      stages: { heat_stacks: heatStacks(), state: state({ worker_state: 'CREATE_DONE' }) },
      finds: [],
    },
  ],
  check: ({ state: published }) => {
    const { status, workerState } = published ?? {};
    if (status === undefined || workerState === undefined || !isAnyStatus(workerState)) return [];
    const expected = expectedWorkerState(status);
    if (expected === undefined || fits(workerState, expected)) return [];
    return [
      {
        stages: ['state'],
        path: '/state/worker_state',
        message: `state: worker_state ${workerState} does not follow from orchestration_state ${status}`,
        expected: 'word' in expected ? JSON.stringify(expected.word) : null,
        actual: JSON.stringify(workerState),
      },
    ];
  },
};

function fits(workerState: string, expected: ExpectedWorkerState): boolean {
  if ('word' in expected) return workerState === expected.word;
  return expected.endings.some((ending) => workerState.endsWith(ending));
}
