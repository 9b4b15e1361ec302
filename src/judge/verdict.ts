import { entryOf, type Resource } from '../stages/resource.ts';
import { isAnyStatus, NO_STACK } from '../stages/statuses.ts';
import { failureText, isAwaited, jobAtWork, stackDeleted } from './facts.ts';
import type { Verdict } from './finding.ts';

/**
 * The one verdict, the first of the order that holds.
 * @param broken whether a rule that is an error by default does not hold
 */
export function verdictOf(resource: Resource, broken: boolean): Verdict {
  if (broken) return 'broken';
  if (jobAtWork(resource) || isAwaited(resource)) return 'in_flight';
  if (isDeleting(resource)) return 'deleting';
  if (isStacklessAlone(resource)) return 'stackless';
  if (failureText(resource) !== undefined) return 'failed';
  return entryOf(resource, 'job_state') !== undefined && entryOf(resource, 'heat_stacks') !== undefined
    ? 'complete'
    : 'settled';
}

function isDeleting(resource: Resource): boolean {
  const alone = entryOf(resource, 'state') === undefined && entryOf(resource, 'job_state') === undefined;
  return alone && stackDeleted(resource);
}

function isStacklessAlone(resource: Resource): boolean {
  const { state } = resource;
  const alone =
    entryOf(resource, 'heat_stacks') === undefined && entryOf(resource, 'job_state') === undefined;
  if (!alone || state === undefined || state.hasOutputs || state.status !== undefined) return false;
  return state.workerState === NO_STACK || !isAnyStatus(state.workerState ?? '');
}
