/** The words of Heat and of the worker, as DOMAIN documentation of the field and Heat's own source list them. */

const HEAT_ACTIONS = [
  'CREATE',
  'UPDATE',
  'DELETE',
  'ROLLBACK',
  'SUSPEND',
  'RESUME',
  'ADOPT',
  'SNAPSHOT',
  'CHECK',
  'RESTORE',
];
const HEAT_STATUSES = ['IN_PROGRESS', 'COMPLETE', 'FAILED'];
const WORKER_ACTIONS = ['CREATE', 'MODIFY', 'DELETE'];

export const NO_STACK = 'READ_COMPLETE';
export const DELETED = 'DELETE_COMPLETE';

/** `<ACTION>_<STATUS>` as Heat reports a stack. */
const HEAT_WORDS: ReadonlySet<string> = new Set(
  HEAT_ACTIONS.flatMap((action) => HEAT_STATUSES.map((status) => `${action}_${status}`)),
);

/** What `orchestration_state` says when the worker itself failed; it knows jobs, so MODIFY beside Heat's UPDATE. */
const WORKER_ERRORS: ReadonlySet<string> = new Set(
  [...WORKER_ACTIONS, 'UPDATE', 'LOGICAL_DELETE'].map((action) => `${action}_ERROR`),
);

const WORKER_WORDS: ReadonlySet<string> = new Set([
  NO_STACK,
  ...WORKER_ACTIONS.map((action) => `${action}_COMPLETED`),
  ...[...WORKER_ACTIONS, 'UPDATE', 'LOGICAL_DELETE'].flatMap((action) => [
    `${action}_FAILED`,
    `${action}_ERROR`,
  ]),
]);

/** Whose vocabulary a word must be of: `stack_status`, `orchestration_state` or `worker_state`. */
export type Vocabulary = 'heat' | 'orchestration' | 'worker';

/** Whether the word belongs to that field's vocabulary. */
export function isKnownStatus(vocabulary: Vocabulary, word: string): boolean {
  if (vocabulary === 'worker') return WORKER_WORDS.has(word);
  return HEAT_WORDS.has(word) || (vocabulary === 'orchestration' && WORKER_ERRORS.has(word));
}

/** Whether anybody's vocabulary has the word. */
export function isAnyStatus(word: string): boolean {
  return HEAT_WORDS.has(word) || WORKER_ERRORS.has(word) || WORKER_WORDS.has(word);
}

/** The worker itself failed: Heat's report says nothing about this job. */
export function isWorkerError(status: string | undefined): boolean {
  return status?.endsWith('_ERROR') ?? false;
}

export function isFailure(status: string | undefined): boolean {
  return status?.endsWith('_FAILED') === true || isWorkerError(status);
}

export function isInProgress(status: string | undefined): boolean {
  return status?.endsWith('_IN_PROGRESS') ?? false;
}

/** A word that only work on a Heat stack leaves: it demands a stack's report. */
export function speaksOfStack(word: string): boolean {
  return word !== NO_STACK && isAnyStatus(word);
}

/** Heat's actions as the worker calls them; its others are not mapped. */
const WORKER_ACTION: Readonly<Record<string, string>> = {
  CREATE: 'CREATE',
  UPDATE: 'MODIFY',
  MODIFY: 'MODIFY',
  DELETE: 'DELETE',
};

/** What `worker_state` must be beside an `orchestration_state`: the very word, or one of two endings. */
export type ExpectedWorkerState = { readonly word: string } | { readonly endings: readonly string[] };

/** Undefined where no `worker_state` follows from it. */
export function expectedWorkerState(orchestrationState: string): ExpectedWorkerState | undefined {
  const [, action = '', outcome = ''] = /^([A-Z]+)_(COMPLETE|FAILED|ERROR)$/.exec(orchestrationState) ?? [];
  const workerAction = Object.hasOwn(WORKER_ACTION, action) ? WORKER_ACTION[action] : undefined;
  if (workerAction === undefined) return undefined;
  if (outcome !== 'COMPLETE') return { endings: ['_FAILED', '_ERROR'] };
  return isKnownStatus('heat', orchestrationState) ? { word: `${workerAction}_COMPLETED` } : undefined;
}
