import type { MadeOutput, Result } from '../data/made.ts';

export const ACTIONS = ['create', 'modify', 'delete', 'logical_delete'] as const;
export type Action = (typeof ACTIONS)[number];

/**
 * How a job can end. A worker fails before it asked Heat, or after it stored Heat's report (`late`).
 */
export const OUTCOMES = ['done', 'failed in Heat', 'failed in the worker', 'failed late'] as const;
export type Outcome = (typeof OUTCOMES)[number];

const HEAT_ACTION = { create: 'CREATE', modify: 'UPDATE', delete: 'DELETE', logical_delete: 'DELETE' };
const REASON = {
  create: 'Stack CREATE completed successfully',
  modify: 'Stack successfully updated',
  delete: '',
  logical_delete: '',
};

/** What the stages say after a job; what is said of failures follows the worker's documented cases. */
export function resultOf(action: Action, outcome: Outcome, outputs: readonly MadeOutput[]): Result {
  const deletes = HEAT_ACTION[action] === 'DELETE';
  const done: Result = {
    heat: `${HEAT_ACTION[action]}_COMPLETE`,
    orchestration: `${HEAT_ACTION[action]}_COMPLETE`,
    workerState: `${deletes ? 'DELETE' : action.toUpperCase()}_COMPLETED`,
    reason: REASON[action],
    outputs: deletes ? [] : outputs,
    error: '',
  };
  if (outcome === 'done') return done;
  return outcome === 'failed in Heat'
    ? failedInHeat(action, outputs)
    : failedInWorker(action, outcome === 'failed late' ? done : { ...done, heat: undefined });
}

function failedInHeat(action: Action, outputs: readonly MadeOutput[]): Result {
  const status = `${HEAT_ACTION[action]}_FAILED`;
  const reason = `Resource ${HEAT_ACTION[action]} failed: Conflict: resources.port: no more addresses`;
  return {
    heat: status,
    orchestration: status,
    workerState: `${action.toUpperCase()}_FAILED`,
    reason,
    outputs,
    error: reason,
  };
}

function failedInWorker(action: Action, reported: Result): Result {
  const word = `${action.toUpperCase()}_ERROR`;
  return {
    ...reported,
    orchestration: word,
    workerState: word,
    error: `worker: ${action}: no such template`,
  };
}
