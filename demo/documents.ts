/** What the writers of a real system store for one resource, in their bytes (Python's `json.dumps`). */
import { type Json, NumberText } from '../src/stages/json.ts';
import { pythonSorted, pythonUnsorted } from '../src/stages/json-write.ts';

/** What Heat and the worker know of a resource with a stack. */
export interface Facts {
  readonly type: { readonly plural: string; readonly singular: string };
  readonly id: string;
  readonly tenant: string;
  /** What the last job did to the stack. */
  readonly action: 'CREATE' | 'UPDATE';
  readonly outputs: readonly StackOutput[];
  /** Why the job failed; absent: it did not. */
  readonly error?: string;
}

/** In the order of keys that the text inside `state.heat_outputs` has. */
export interface StackOutput {
  readonly output_value: unknown;
  readonly description: string;
  readonly output_key: string;
}

const DONE = { CREATE: 'Stack CREATE completed successfully', UPDATE: 'Stack successfully updated' };
/** Heat says UPDATE where the worker says MODIFY. */
const WORKER_ACTION = { CREATE: 'CREATE', UPDATE: 'MODIFY' };

export function heatStacks(facts: Facts): string {
  const { type, id, tenant, action, outputs, error } = facts;
  return sorted({
    id: `${type.singular}:${id}`,
    output: outputs,
    stack_id: `${type.singular}_${id}`,
    stack_status: status(facts),
    status_reason: error ?? DONE[action],
    tenant_id: tenant,
  });
}

export function jobState(facts: Facts): string {
  return sorted({ heat_outputs: facts.outputs, orchestration_state: status(facts) });
}

export function state(facts: Facts, version: number): string {
  const { action, outputs, error } = facts;
  return sorted({
    error: error ?? '',
    state: {
      heat_outputs: pythonUnsorted(json(outputs)),
      orchestration_state: status(facts),
      worker_state: `${WORKER_ACTION[action]}_${error === undefined ? 'COMPLETED' : 'FAILED'}`,
    },
    version,
  });
}

/** Of a resource that needs no stack. */
export function stacklessState(version: number): string {
  return sorted({ error: '', state: { worker_state: 'READ_COMPLETE' }, version });
}

/** Gohan's own, so not in Python's bytes. */
export function config(tenant: string, version: number): string {
  return JSON.stringify({
    body: JSON.stringify({ tenant_id: tenant }),
    marked_for_deletion: false,
    version,
  });
}

function status({ action, error }: Facts): string {
  return `${action}_${error === undefined ? 'COMPLETE' : 'FAILED'}`;
}

function sorted(document: unknown): string {
  return pythonSorted(json(document));
}

/** A plain value as the tool's lossless one. */
function json(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return new NumberText(String(value));
  if (Array.isArray(value)) return value.map(json);
  return new Map(Object.entries(value as object).map(([key, item]) => [key, json(item)]));
}
