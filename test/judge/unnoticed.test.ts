import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Verdict } from '../../src/judge/finding.ts';
import { judge } from '../../src/judge/judge.ts';
import { UNNOTICED, type Unnoticed } from '../../src/judge/unnoticed.ts';
import { NumberText } from '../../src/stages/json.ts';
import { DEFAULT_PREFIXES, keyOf, type Stage } from '../../src/stages/keys.ts';
import { readResource } from '../../src/stages/resource.ts';
import { edited, outputsOf, type Path, withOutputs } from '../support/data/documents.ts';
import { judgeChanged, type StageChange } from '../support/generators/one-change.ts';
import { NAMESAKE, OUTPUTS, PORT } from '../support/generators/situations.ts';
import { type Ended, memoryOf, type Victim, victimOf } from '../support/generators/systems.ts';
import { jobKey } from '../support/generators/writes.ts';

/** One example of a change that is not noticed. */
interface Example {
  readonly what: string;
  readonly victim: Victim;
  readonly change: StageChange;
  /** Undefined: the resource has no stage any more. */
  readonly verdict: Verdict | undefined;
  /** The rules that remark on it all the same. */
  readonly remarks?: readonly string[];
}

const rest = (more: Partial<Ended> = {}) =>
  victimOf(PORT, { action: 'modify', outcome: 'done', jobState: false, ...more }, OUTPUTS);
const SETTLED = rest();
const COMPLETE = rest({ jobState: true });
const FAILED = rest({ outcome: 'failed in Heat' });
const FAILED_LATE = rest({ outcome: 'failed late' });
const FAILED_EARLY = rest({ action: 'create', outcome: 'failed in the worker' });
const DELETED = rest({ action: 'logical_delete' });
const DELETING = victimOf(PORT, 'deleting', OUTPUTS);
const STACKLESS = victimOf(PORT, 'stackless', OUTPUTS);

const EXAMPLES: Readonly<
  Record<Exclude<Unnoticed, 'version-without-config' | 'while-at-work'>, readonly Example[]>
> = {
  'tenant-and-reason': [
    field('another tenant', SETTLED, 'heat_stacks', ['tenant_id'], 'another', 'settled'),
    field('another reason', SETTLED, 'heat_stacks', ['status_reason'], 'Stack failed', 'settled'),
  ],
  'error-text': [
    field('of a success', SETTLED, 'state', ['error'], 'no address', 'settled', 'error-text-mismatch'),
    field('lost', FAILED, 'state', ['error'], '', 'failed', 'error-text-mismatch', 'failed-job'),
    field('another', FAILED, 'state', ['error'], 'no address', 'failed', 'failed-job'),
  ],
  'worker-state-word': [
    field(
      'a misspelt word',
      SETTLED,
      'state',
      ['state', 'worker_state'],
      'MODIFIED',
      'settled',
      'unknown-status',
    ),
    field(
      'without a stack',
      STACKLESS,
      'state',
      ['state', 'worker_state'],
      'READ',
      'stackless',
      'unknown-status',
    ),
  ],
  'failure-word': [
    field(
      'another action',
      FAILED,
      'state',
      ['state', 'worker_state'],
      'CREATE_ERROR',
      'failed',
      'failed-job',
    ),
  ],
  'version-lowered': [field('by one', SETTLED, 'state', ['version'], new NumberText('1'), 'in_flight')],
  'outputs-reordered': [
    {
      what: 'in state',
      victim: SETTLED,
      change: { stage: 'state', value: turned('state', SETTLED) },
      verdict: 'settled',
      remarks: ['outputs-reordered'],
    },
  ],
  'unknown-field': [field('a region', SETTLED, 'heat_stacks', ['region'], 'jp1', 'settled', 'unknown-field')],
  bytes: [
    {
      what: 'no spaces',
      victim: SETTLED,
      change: { stage: 'state', value: SETTLED.texts.state?.replaceAll('": ', '":') },
      verdict: 'settled',
    },
  ],
  'heat-beside-failed-worker': [
    field(
      'another status',
      FAILED_LATE,
      'heat_stacks',
      ['stack_status'],
      'CREATE_FAILED',
      'failed',
      'failed-job',
    ),
    { ...lost(FAILED_LATE, 'heat_stacks', 'failed'), remarks: ['failed-job'] },
  ],
  'failed-alone': [
    field(
      'another action',
      FAILED_EARLY,
      'state',
      ['state', 'orchestration_state'],
      'DELETE_ERROR',
      'failed',
      'failed-job',
    ),
    field(
      'it blames itself',
      FAILED,
      'state',
      ['state', 'orchestration_state'],
      'MODIFY_ERROR',
      'failed',
      'failed-job',
    ),
  ],
  'lost-alone': [
    lost(STACKLESS, 'state', undefined),
    lost(FAILED_EARLY, 'state', undefined),
    lost(DELETED, 'state', 'deleting'),
  ],
  'state-alone': [
    {
      what: 'a failed worker’s, without a stack',
      victim: STACKLESS,
      change: { stage: 'state', value: FAILED_EARLY.texts.state },
      verdict: 'failed',
      remarks: ['failed-job'],
    },
  ],
  'job-state-gone': [lost(COMPLETE, 'job_state', 'settled')],
  'deleted-stack': [
    field('its type', DELETING, 'heat_stacks', ['id'], `pork:${PORT.ref.id}`, 'deleting'),
    field('its stack', DELETING, 'heat_stacks', ['stack_id'], `port_${PORT.ref.id}`, 'deleting'),
    {
      what: 'its outputs',
      victim: DELETING,
      change: {
        stage: 'heat_stacks',
        value: SETTLED.texts.heat_stacks?.replace(/UPDATE_COMPLETE/, 'DELETE_COMPLETE'),
      },
      verdict: 'deleting',
    },
  ],
  'same-elsewhere': [
    {
      what: 'state',
      victim: SETTLED,
      change: { stage: 'state', value: victimOf(NAMESAKE, SETTLED.rest, OUTPUTS).texts.state },
      verdict: 'settled',
    },
  ],
  'all-lost': [lost(DELETING, 'heat_stacks', undefined)],
};

describe('what can not be noticed', () => {
  for (const [id, examples] of Object.entries(EXAMPLES)) {
    for (const { what, victim, change, verdict, remarks } of examples) {
      it(`${id}: ${what}`, () => {
        const judgement = judgeChanged(victim, change);
        assert.equal(judgement?.verdict, verdict);
        const rules = judgement?.findings.map(({ rule }) => rule) ?? [];
        assert.deepEqual(rules.filter((rule) => rule !== 'no-config').sort(), [...(remarks ?? [])].sort());
      });
    }
  }

  it('version-without-config: nothing holds the version then', () => {
    const [resource] = memoryOf([SETTLED]).snapshots();
    assert.ok(resource);
    const { config: _, ...bare } = resource;
    const state = bare.stages.state;
    const value = Buffer.from(edited(SETTLED.texts.state ?? '', ['version'], new NumberText('7')));
    const stages = { ...bare.stages, ...(state === undefined ? {} : { state: { ...state, value } }) };
    assert.equal(judge(readResource({ ...bare, stages })).verdict, 'settled');
  });

  it('while-at-work: the stages disagree for good reason then', () => {
    const memory = memoryOf([SETTLED]);
    memory.write({ put: jobKey(PORT, { action: 'modify', version: 3 }, 'working'), value: '{}', ttl: 60 });
    const value = edited(SETTLED.texts.state ?? '', ['state', 'orchestration_state'], 'ROLLBACK_COMPLETE');
    memory.write({ put: keyOf(DEFAULT_PREFIXES, 'state', PORT.ref), value });
    const [resource] = memory.resources();
    assert.ok(resource);
    assert.equal(judge(resource).verdict, 'in_flight');
  });

  it('is told in a sentence each', () => {
    for (const sentence of Object.values(UNNOTICED)) assert.match(sentence, /^[A-Z].*\.$/);
  });
});

function field(
  what: string,
  victim: Victim,
  stage: Stage,
  path: Path,
  value: string | NumberText,
  verdict: Verdict,
  ...remarks: string[]
): Example {
  const change = { stage, value: edited(victim.texts[stage] ?? '', path, value) };
  return { what, victim, change, verdict, remarks };
}

function lost(victim: Victim, stage: Stage, verdict: Verdict | undefined): Example {
  return { what: `${stage} lost`, victim, change: { stage, value: undefined }, verdict };
}

function turned(stage: Stage, { texts }: Victim): string {
  const text = texts[stage] ?? '';
  return withOutputs(stage, text, [...(outputsOf(stage, text) ?? [])].reverse());
}
