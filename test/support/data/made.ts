/** Made resources and their documents, byte for byte as the writers write them. */
import { type Json, NumberText } from '../../../src/stages/json.ts';
import { pythonSorted, pythonUnsorted } from '../../../src/stages/json-write.ts';
import type { ResourceRef } from '../../../src/stages/keys.ts';

export interface MadeResource {
  readonly ref: ResourceRef;
  /** The type as jobs and Heat's documents name it. */
  readonly singular: string;
  readonly tenantId: string;
}

export interface MadeOutput {
  readonly key: string;
  readonly value: Json;
  readonly description: string;
  /** Why Heat could not compute it; its value is null then. */
  readonly error?: string;
}

/** What came of a job, as the stages tell it. */
export interface Result {
  /** Heat's status; undefined where Heat was not asked. */
  readonly heat: string | undefined;
  /** What job_state and state say: Heat's status, or that the worker itself failed. */
  readonly orchestration: string;
  readonly workerState: string;
  readonly reason: string;
  readonly outputs: readonly MadeOutput[];
  /** Empty where all went well. */
  readonly error: string;
}

export function heatStacksText({ ref, singular, tenantId }: MadeResource, result: Result): string {
  const gone = result.heat === 'DELETE_COMPLETE';
  return pythonSorted(
    fields({
      id: `${singular}:${ref.id}`,
      output: result.outputs.map(outputTree),
      stack_id: gone ? '' : `${singular}_${ref.id}`,
      stack_status: result.heat ?? '',
      status_reason: result.reason,
      tenant_id: tenantId,
    }),
  );
}

export function jobStateText(result: Result): string {
  return pythonSorted(
    fields({
      heat_outputs: publishedOutputs(result).map(outputTree),
      orchestration_state: result.orchestration,
      ...(result.error === '' ? {} : { error: result.error }),
    }),
  );
}

export function stateText(result: Result, version: number): string {
  const inner = fields({
    heat_outputs: pythonUnsorted(publishedOutputs(result).map(outputTree)),
    orchestration_state: result.orchestration,
    worker_state: result.workerState,
  });
  return pythonSorted(
    fields({ error: result.error, state: inner, version: new NumberText(String(version)) }),
  );
}

/** What a resource without a stack publishes. */
export function stacklessText(version: number): string {
  return pythonSorted(
    fields({
      error: '',
      state: fields({ worker_state: 'READ_COMPLETE' }),
      version: new NumberText(String(version)),
    }),
  );
}

export function configText(resource: MadeResource, version: number, markedForDeletion = false): string {
  return pythonSorted(
    fields({
      body: pythonUnsorted(fields({ tenant_id: resource.tenantId })),
      marked_for_deletion: markedForDeletion,
      version: new NumberText(String(version)),
    }),
  );
}

/** The key order of the text inside `state.heat_outputs`; the other stages sort. */
export function outputTree({ key, value, description, error }: MadeOutput): Json {
  return fields({
    output_value: value,
    description,
    output_key: key,
    ...(error === undefined ? {} : { output_error: error }),
  });
}

/** A worker that failed has no outputs to publish, whatever Heat reported. */
function publishedOutputs(result: Result): readonly MadeOutput[] {
  return result.orchestration.endsWith('_ERROR') ? [] : result.outputs;
}

function fields(of: Readonly<Record<string, Json>>): Json {
  return new Map(Object.entries(of));
}
