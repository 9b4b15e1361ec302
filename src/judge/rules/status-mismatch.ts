import { STAGES } from '../../stages/keys.ts';
import { type AnyStage, entryOf, type Resource } from '../../stages/resource.ts';
import { expectedWorkerState } from '../../stages/statuses.ts';
import { comparedDocuments, stacklessContradicted } from '../facts.ts';
import type { Draft, Rule } from '../rule.ts';
import { heatStacks, jobState, STACKLESS, state } from './example.ts';

export const statusMismatch: Rule = {
  id: 'status-mismatch',
  severity: 'error',
  holds: '`stack_status` and both `orchestration_state` say the same',
  meaning:
    'The stages tell different outcomes of the last job, or state knows of no stack where one was worked on.',
  why: 'Gohan shows the customer what state says: an update that never arrives, or one that failed and looks done.',
  repair:
    'The stage that is to blame gets the status of those that agree, and state the worker_state that follows.',
  waitsForJob: true,
  silentAtRest: true,
  examples: () => [
    { title: 'both say the same', stages: { heat_stacks: heatStacks(), state: state() }, finds: [] },
    {
      title: 'state was left behind',
      stages: { heat_stacks: heatStacks({ stack_status: 'UPDATE_COMPLETE' }), state: state() },
      finds: ['/state/orchestration_state'],
    },
    {
      title: 'a job is at work',
      stages: {
        heat_stacks: heatStacks({ stack_status: 'UPDATE_COMPLETE' }),
        job_state: '{}',
        state: state(),
      },
      jobs: ['all', 'working'],
      finds: [],
    },
    {
      title: 'only job_state differs',
      stages: {
        heat_stacks: heatStacks(),
        job_state: jobState({ orchestration_state: 'CREATE_FAILED' }),
        state: state(),
      },
      finds: ['/state/orchestration_state'],
    },
    {
      title: 'state knows of no stack',
      stages: { heat_stacks: heatStacks(), state: STACKLESS },
      finds: ['/state/worker_state'],
    },
  ],
  check: (resource) => [...checkStatuses(comparedDocuments(resource)), ...checkStackless(resource)],
};

function checkStatuses(documents: readonly AnyStage[]): Draft[] {
  const told = documents.filter((document) => document.status !== undefined);
  const last = told.at(-1);
  const other = told.findLast((document) => document.status !== last?.status);
  if (last === undefined || other === undefined) return [];
  return [
    {
      stages: told.map((document) => document.stage),
      path: last.statusPath,
      message: told.map((document) => `${document.stage} says ${document.status}`).join(', '),
      expected: JSON.stringify(other.status),
      actual: JSON.stringify(last.status),
    },
  ];
}

function checkStackless(resource: Resource): Draft[] {
  if (!stacklessContradicted(resource)) return [];
  const status = resource.heat_stacks?.status ?? resource.job_state?.status;
  const follows = status === undefined ? undefined : expectedWorkerState(status);
  return [
    {
      stages: STAGES.filter((stage) => entryOf(resource, stage) !== undefined),
      path: '/state/worker_state',
      message: `state says ${resource.state?.workerState}, as for a resource without a stack, but a stack was worked on${status === undefined ? '' : `: ${status}`}`,
      expected: follows !== undefined && 'word' in follows ? JSON.stringify(follows.word) : null,
      actual: JSON.stringify(resource.state?.workerState),
    },
  ];
}
