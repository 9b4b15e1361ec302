/** Resources as a real system has them, and some that it should never have. */

import { maskShow, type ShownResult } from '../../../src/commands/show/mask.ts';
import type { VerifiedResource, VerifySummary } from '../../../src/commands/verify/result.ts';
import { count, newTally, summaryOf } from '../../../src/commands/verify/tally.ts';
import { verifiedOf } from '../../../src/commands/verify/verify-run.ts';
import { prepareWidths } from '../../../src/drawing/width.ts';
import type { Finding, Judgement } from '../../../src/judge/finding.ts';
import type { Judged, SourceInfo } from '../../../src/judging/results.ts';
import type { Masked } from '../../../src/secrets/masked.ts';
import { USUAL_SECRETS } from '../../../src/secrets/secret-keys.ts';
import {
  DEFAULT_PREFIXES,
  keyOf,
  parseJobKey,
  type ResourceRef,
  STAGES,
  type Stage,
} from '../../../src/stages/keys.ts';
import type { Entry, JobEntry, Snapshot } from '../../../src/stages/snapshot.ts';

// Some have letters.
await prepareWidths();

export const PORT: ResourceRef = { schemaPath: 'v2.0/ports', id: 'ddc14be4-3480-4e97-a978-817b18f9904c' };

export const SOURCE: SourceInfo = {
  kind: 'etcd',
  context: 'prod',
  clusterId: '48276a8f75b6a87',
  endpoints: ['http://etcd1:2379'],
  revision: 4711,
};

export interface OutputSample {
  readonly output_key: string;
  readonly output_value: unknown;
  readonly description?: string;
  readonly output_error?: string;
}

/** The five outputs of the port. */
export function portOutputs(mac: unknown = ['fa:16:3e:f7:60:7f']): OutputSample[] {
  const uuid = 'f68d0924-ef20-4c1b-ac45-0e6b879af5e7';
  return [
    output('virtual_network', [['default-domain', 'admin', 'b62eefe0-0872-478d-adfe-1a606320f0e7']]),
    output('fq_name', `default-domain:admin:${uuid}`),
    output('id', uuid),
    output('allowed_address_pairs', { allowed_address_pair: [] }),
    output('mac_address', mac),
  ];
}

export function output(key: string, value: unknown): OutputSample {
  return { output_value: value, description: `About ${key}.`, output_key: key };
}

export function heatStacks(outputs: unknown, more: object = {}): string {
  return JSON.stringify({
    id: `port:${PORT.id}`,
    output: outputs,
    stack_id: `port_${PORT.id}`,
    stack_status: 'UPDATE_COMPLETE',
    status_reason: 'Stack successfully updated',
    tenant_id: 'fe3a4a1a72c04479bb6c19c2c0ccba4c',
    ...more,
  });
}

export function jobState(outputs: unknown, more: object = {}): string {
  return JSON.stringify({ heat_outputs: outputs, orchestration_state: 'UPDATE_COMPLETE', ...more });
}

export function state(outputs: unknown, inner: object = {}, outer: object = {}): string {
  const published = {
    heat_outputs: JSON.stringify(outputs),
    orchestration_state: 'UPDATE_COMPLETE',
    worker_state: 'MODIFY_COMPLETED',
  };
  return JSON.stringify({ error: '', state: { ...published, ...inner }, version: 2, ...outer });
}

export interface Written {
  readonly value: string | Uint8Array;
  readonly rev: number;
  readonly created?: number;
}

export interface SampleOptions {
  readonly ref?: ResourceRef;
  readonly config?: { readonly version: number; readonly rev: number; readonly marked?: boolean };
  readonly jobs?: readonly { readonly name: string; readonly rev: number; readonly lease?: number }[];
}

export function snapshotOf(
  stages: { readonly [S in Stage]?: Written },
  options: SampleOptions = {},
): Snapshot {
  const { ref = PORT, config, jobs = [] } = options;
  const entries = STAGES.flatMap((stage) => {
    const written = stages[stage];
    return written === undefined
      ? []
      : [[stage, entryOf(keyOf(DEFAULT_PREFIXES, stage, ref), written)] as const];
  });
  const body = { body: '{}', marked_for_deletion: config?.marked ?? false, version: config?.version };
  const wanted = { value: JSON.stringify(body), rev: config?.rev ?? 0 };
  return {
    ref,
    stages: Object.fromEntries(entries),
    ...(config === undefined ? {} : { config: entryOf(keyOf(DEFAULT_PREFIXES, 'config', ref), wanted) }),
    jobs: jobs.map(({ name, rev, lease }) => jobOf(`/jobs/${name}`, rev, lease)),
    revision: SOURCE.revision,
    configEmpty: false,
  };
}

function entryOf(key: string, { value, rev, created = rev }: Written): Entry {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return { key, value: bytes, modRevision: rev, createRevision: created, version: 1, leaseId: '0' };
}

function jobOf(key: string, rev: number, lease?: number): JobEntry {
  const name = parseJobKey(DEFAULT_PREFIXES, key);
  if (name === undefined) throw new Error(`no job key: ${key}`);
  const held = lease === undefined ? { leaseId: '0' } : { leaseId: '7', leaseSecondsLeft: lease };
  return { ...name, key, modRevision: rev, createRevision: rev, ...held };
}

const HEALTHY: Judgement = { verdict: 'settled', evidence: [], findings: [], suspects: [], reason: '' };

export function judged(snapshot: Snapshot, judgement: Partial<Judgement> = {}): Judged {
  return { ...HEALTHY, ...judgement, snapshot };
}

export function finding(rule: string, more: Partial<Finding> = {}): Finding {
  return {
    rule,
    severity: 'error',
    stages: ['state'],
    path: '',
    message: rule,
    expected: null,
    actual: null,
    ...more,
  };
}

export function showOf(...resources: Judged[]): Masked<ShownResult> {
  return maskShow({ source: SOURCE, resources, failures: [] }, USUAL_SECRETS);
}

export function settled(outputs: unknown = portOutputs()): Judged {
  const stages = {
    heat_stacks: { value: heatStacks(outputs), rev: 356 },
    state: { value: state(outputs), rev: 359 },
  };
  return judged(snapshotOf(stages, { config: { version: 2, rev: 340 } }));
}

export function complete(): Judged {
  const stages = {
    heat_stacks: { value: heatStacks(portOutputs()), rev: 356 },
    job_state: { value: jobState(portOutputs()), rev: 358 },
    state: { value: state(portOutputs()), rev: 359 },
  };
  return judged(snapshotOf(stages, { config: { version: 2, rev: 340 } }), { verdict: 'complete' });
}

/** The worker died after Heat had reported and before state was published. */
export function abandoned(): Judged {
  const created = { orchestration_state: 'CREATE_COMPLETE', worker_state: 'CREATE_COMPLETED' };
  const stages = {
    heat_stacks: { value: heatStacks(portOutputs()), rev: 4630, created: 306 },
    job_state: { value: '{}', rev: 4610 },
    state: { value: state(portOutputs(null), created, { version: 1 }), rev: 308 },
  };
  const snapshot = snapshotOf(stages, { config: { version: 2, rev: 4601 } });
  return judged(snapshot, {
    verdict: 'broken',
    suspects: ['state', 'job_state'],
    reason:
      'job_state is left over since revision 4610 with no job at work: the worker died and state lags behind it',
    findings: [
      finding('abandoned-job', {
        stages: ['job_state'],
        message: 'job_state is {}: a job began and no job is at work on it',
        actual: '{}',
      }),
      finding('outputs-differ', {
        stages: ['heat_stacks', 'state'],
        path: '/state/heat_outputs/4/output_value',
        message: 'output "mac_address": output_value differs between heat_stacks and state',
        expected: '["fa:16:3e:f7:60:7f"]',
        actual: 'null',
      }),
      finding('status-mismatch', {
        stages: ['heat_stacks', 'state'],
        path: '/state/orchestration_state',
        message: 'heat_stacks says UPDATE_COMPLETE, state says CREATE_COMPLETE',
        expected: '"UPDATE_COMPLETE"',
        actual: '"CREATE_COMPLETE"',
      }),
    ],
  });
}

/** An output of state that somebody changed by hand. */
export function changed(before: unknown, after: unknown, deeper = ''): Judged {
  const stages = {
    heat_stacks: { value: heatStacks(portOutputs(before)), rev: 356 },
    state: { value: state(portOutputs(after)), rev: 4698, created: 308 },
  };
  const [expected, actual] = deeper === '/0' ? [[before].flat()[0], [after].flat()[0]] : [before, after];
  return judged(snapshotOf(stages, { config: { version: 2, rev: 340 } }), {
    verdict: 'broken',
    suspects: ['state'],
    reason:
      'state was written last (revision 4698, the other at 356) and no job is there; changed alone: at revision 4697 the stages still agreed',
    findings: [
      finding('outputs-differ', {
        stages: ['heat_stacks', 'state'],
        path: `/state/heat_outputs/4/output_value${deeper}`,
        message: 'output "mac_address": output_value differs between heat_stacks and state',
        expected: JSON.stringify(expected),
        actual: JSON.stringify(actual),
      }),
    ],
  });
}

export function stackless(): Judged {
  const value = '{"error": "", "state": {"worker_state": "READ_COMPLETE"}, "version": 1}';
  const ref = { schemaPath: 'v2.0/quotas', id: 'default' };
  const snapshot = snapshotOf({ state: { value, rev: 77 } }, { ref, config: { version: 1, rev: 70 } });
  return judged(snapshot, { verdict: 'stackless' });
}

const JOB = `modify:heat_worker:port:${PORT.id}:3:bq4tq`;

export function inFlight(): Judged {
  const stages = {
    heat_stacks: { value: heatStacks(portOutputs()), rev: 4705, created: 306 },
    job_state: { value: '{}', rev: 4703 },
    state: { value: state(portOutputs(['fa:16:3e:00:00:01'])), rev: 359 },
  };
  const jobs = [
    { name: `all/${JOB}`, rev: 4701 },
    { name: `working/${JOB}`, rev: 4702, lease: 43 },
  ];
  const text = `working since revision 4702, lease 43 s: ${JOB}`;
  return judged(snapshotOf(stages, { config: { version: 3, rev: 4700 }, jobs }), {
    verdict: 'in_flight',
    evidence: [{ kind: 'job', phase: 'working', key: `/jobs/working/${JOB}`, revision: 4702, text }],
  });
}

export function failed(): Judged {
  const error =
    'Resource CREATE failed: Conflict: resources.vmi: Unable to complete operation on network, ' +
    'the number of ports exceeds the quota of the tenant (50).';
  const words = { orchestration_state: 'CREATE_FAILED', worker_state: 'CREATE_FAILED' };
  const stages = {
    heat_stacks: { value: heatStacks([], { stack_status: 'CREATE_FAILED', status_reason: error }), rev: 356 },
    state: { value: state([], words, { version: 1, error }), rev: 359 },
  };
  return judged(snapshotOf(stages, { config: { version: 1, rev: 340 } }), {
    verdict: 'failed',
    findings: [
      finding('failed-job', {
        severity: 'warning',
        path: '/state/orchestration_state',
        message: 'the last job failed: CREATE_FAILED',
        actual: '"CREATE_FAILED"',
      }),
    ],
  });
}

/** The value of state was cut short. */
export function malformed(): Judged {
  const stages = {
    heat_stacks: { value: heatStacks(portOutputs()), rev: 356 },
    state: { value: state(portOutputs()).slice(0, 400), rev: 4698 },
  };
  const message = 'state is no readable document, at byte 400: unfinished or unescaped string: the text ends';
  return judged(snapshotOf(stages, { config: { version: 2, rev: 340 } }), {
    verdict: 'broken',
    suspects: ['state'],
    reason: message,
    findings: [finding('malformed-document', { message })],
  });
}

/** Text that would do things to a terminal. */
export function hostile(): Judged {
  const ref = { schemaPath: 'v2.0/ports', id: "a\u001b[2J'b\u202e" };
  const evil = 'x\u001b]0;owned\u0007\u009b31m\u200b\ufeff\u2028\u0000';
  const outputs = [output('\u001b[31mkey', evil), output('name', 'caf\u00e9')];
  const stages = {
    heat_stacks: { value: heatStacks(outputs, { status_reason: evil }), rev: 356 },
    state: { value: state(outputs, {}, { error: evil }), rev: 359 },
  };
  return judged(snapshotOf(stages, { ref, config: { version: 2, rev: 340 } }), {
    verdict: 'broken',
    suspects: ['state'],
    reason: `because ${evil}`,
    findings: [
      finding('invalid-field', {
        path: `/${evil}`,
        message: evil,
        expected: JSON.stringify(evil),
        actual: evil,
      }),
    ],
  });
}

export function manyOutputs(count = 40): Judged {
  return settled(Array.from({ length: count }, (_, i) => output(`output_${i}`, `value ${i}`)));
}

export function wideLetters(): Judged {
  return settled([
    output('名前', '東京データセンター第二ビル'.repeat(8)),
    output('mood', '😀🎉'.repeat(30)),
    output('thai', 'สวัสดี'.repeat(20)),
  ]);
}

export function longName(): Judged {
  const ref = {
    schemaPath: 'common/v1.0/very_long_resource_type_name_of_somebody_else',
    id: 'x'.repeat(120),
  };
  const value = '{"error": "", "state": {"worker_state": "READ_COMPLETE"}, "version": 1}';
  return judged(snapshotOf({ state: { value, rev: 77 } }, { ref }), { verdict: 'stackless' });
}

/** As verify lists it. */
export function verified(judged: Judged): VerifiedResource {
  return verifiedOf(judged);
}

/** As verify counts these, errors deciding the exit code, with what more there may be in the store. */
export function summaryFor(
  resources: readonly VerifiedResource[],
  more: Partial<VerifySummary> = {},
): VerifySummary {
  const tally = newTally();
  for (const resource of resources) count(tally, resource, (severity) => severity === 'error');
  return { ...summaryOf(tally), ...more };
}
