/** Small documents of one network port for the rules' examples, written as the writers write them. */

import { type Json, NumberText } from '../../stages/json.ts';
import { pythonSorted, pythonUnsorted } from '../../stages/json-write.ts';
import type { Area, Stage } from '../../stages/keys.ts';

export interface Example {
  /** What it shows, as one line. */
  readonly title: string;
  /** Stored texts; a stage that isn't named is absent. */
  readonly stages: { readonly [S in Stage]?: string };
  /** Version that `/config` is at; absent: there is none (though other resources have one). */
  readonly config?: number;
  /** Folders of `/jobs` that name the resource. */
  readonly jobs?: readonly string[];
  /** Folders of `/jobs` that named it at an earlier look; absent: there was none. */
  readonly jobsBefore?: readonly string[];
  /** `mod_revision`s, where they matter; else heat_stacks 10, job_state 11, state 12, config 5. */
  readonly revisions?: { readonly [A in Exclude<Area, 'jobs'>]?: number };
  /** The version that state had before it was last written. */
  readonly versionBefore?: string;
  /** True where `/config` was already ahead at the previous run. */
  readonly aheadBefore?: boolean;
  /** Since when it is in flight, where that is too long. */
  readonly overdueSince?: string;
  /** Pointers of the findings, in order; empty: the rule holds. */
  readonly finds: readonly string[];
}

export const EXAMPLE_REF = { schemaPath: 'v2.0/ports', id: 'ddc14be4' };

type Fields = Readonly<Record<string, Json | number | undefined>>;

/** One output, as `[key, value]`. */
export function output(key: string, value: Json = `value of ${key}`, fields: Fields = {}): Json {
  return object({ output_value: value, description: `The ${key}.`, output_key: key, ...fields });
}

const OUTPUTS: readonly Json[] = [output('fq_name'), output('mac_address', ['fa:16:3e:f7:60:7f'])];

export function heatStacks(fields: Fields = {}): string {
  return pythonSorted(
    object({
      id: 'port:ddc14be4',
      output: OUTPUTS,
      stack_id: 'port_ddc14be4',
      stack_status: 'CREATE_COMPLETE',
      status_reason: 'Stack CREATE completed successfully',
      tenant_id: 'fe3a4a1a72c04479bb6c19c2c0ccba4c',
      ...fields,
    }),
  );
}

export function jobState(fields: Fields = {}): string {
  return pythonSorted(object({ heat_outputs: OUTPUTS, orchestration_state: 'CREATE_COMPLETE', ...fields }));
}

/** `inner` are the fields of the inner object, `outer` those around it. */
export function state(inner: Fields = {}, outer: Fields = {}): string {
  const published = object({
    heat_outputs: pythonUnsorted(OUTPUTS),
    orchestration_state: 'CREATE_COMPLETE',
    worker_state: 'CREATE_COMPLETED',
    ...inner,
  });
  return pythonSorted(object({ error: '', state: published, version: 1, ...outer }));
}

/** What a resource without a stack publishes. */
export const STACKLESS = pythonSorted(
  object({ error: '', state: object({ worker_state: 'READ_COMPLETE' }), version: 1 }),
);

/** The text inside `state.heat_outputs`. */
export function outputsText(...outputs: readonly Json[]): string {
  return pythonUnsorted(outputs);
}

/** An object from fields; those that are undefined are left out. */
export function object(fields: Fields): Json {
  return new Map(
    Object.entries(fields).flatMap(([key, value]): [string, Json][] => {
      if (value === undefined) return [];
      return [[key, typeof value === 'number' ? new NumberText(String(value)) : value]];
    }),
  );
}
