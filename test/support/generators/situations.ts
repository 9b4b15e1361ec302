/** Every way in which one job can go, as starts and steps for the exhaustive model. */
import type { Verdict } from '../../../src/judge/finding.ts';
import { NumberText } from '../../../src/stages/json.ts';
import type { MadeOutput, MadeResource } from '../data/made.ts';
import type { MemoryWrite } from '../run/memory.ts';
import { ENDINGS, type JobPlan, jobSteps, type Step } from './lifecycle.ts';
import { ACTIONS, type Action, OUTCOMES, type Outcome } from './outcomes.ts';
import { stacklessWrites } from './writes.ts';

export const PORT: MadeResource = {
  ref: { schemaPath: 'v2.0/ports', id: 'ddc14be4-3480-4e97-a978-817b18f9904c' },
  singular: 'port',
  tenantId: 'fe3a4a1a72c04479bb6c19c2c0ccba4c',
};

/** Has the port's ID, in another type and at another depth. */
export const NAMESAKE: MadeResource = {
  ref: { schemaPath: 'common/v1.0/tenants', id: PORT.ref.id },
  singular: 'tenant',
  tenantId: PORT.tenantId,
};

export const OUTPUTS: readonly MadeOutput[] = [
  { key: 'fq_name', value: 'default-domain:admin:f68d0924', description: 'Fully Qualified Name of the VMI' },
  { key: 'mac_address', value: ['fa:16:3e:f7:60:7f'], description: 'MAC address.' },
  { key: 'index', value: new NumberText('9007199254740993'), description: '' },
];
const CHANGED: readonly MadeOutput[] = [
  ...OUTPUTS.slice(1),
  { key: 'monitoring', value: null, description: '', error: 'no such target' },
];

export interface Start {
  readonly name: string;
  readonly verdict: Verdict | undefined;
  readonly version: number;
  readonly writes: readonly MemoryWrite[];
}

export interface Job {
  readonly start: Start;
  readonly plan: JobPlan;
  readonly steps: readonly Step[];
}

/** All jobs that are possible for one resource: where it stands before, what is done, how it goes. */
export function allJobs(resource: MadeResource): Job[] {
  return ACTIONS.flatMap((action) =>
    startsFor(resource, action).flatMap((start) =>
      OUTCOMES.flatMap((outcome) =>
        outputsFor(action).flatMap((outputs) =>
          ENDINGS.map((ending, i) => {
            // The three orders of the end are met with and without a wait and an interim report.
            const more = { waits: i !== 0, busy: i !== 1 };
            const plan = { action, outcome, version: start.version + 1, outputs, ending, ...more };
            return { start, plan, steps: jobSteps(resource, plan) };
          }),
        ),
      ),
    ),
  );
}

/** An update may well change nothing: then only the version tells whether its result was published. */
function outputsFor(action: Action): (readonly MadeOutput[])[] {
  return action === 'modify' ? [OUTPUTS, CHANGED] : [OUTPUTS];
}

function startsFor(resource: MadeResource, action: Action): Start[] {
  const stackless: Start = {
    name: 'without a stack',
    verdict: 'stackless',
    version: 1,
    writes: stacklessWrites(resource, 1),
  };
  if (action === 'create') return [{ name: 'new', verdict: undefined, version: 0, writes: [] }, stackless];
  const created = OUTCOMES.map((outcome) => after(resource, [['create', outcome]]));
  return [
    ...created,
    after(resource, [
      ['create', 'done'],
      ['modify', 'done'],
    ]),
  ];
}

/** Where a resource stands once these jobs have ended. */
export function after(
  resource: MadeResource,
  jobs: readonly (readonly [Exclude<Action, 'delete'>, Outcome])[],
): Start {
  const steps = jobs.flatMap(([action, outcome], i) =>
    jobSteps(resource, { action, outcome, version: i + 1, outputs: OUTPUTS, ending: ENDINGS[0] }),
  );
  return {
    name: jobs.map((job) => job.join(' ')).join(', '),
    verdict: jobs.at(-1)?.[1] === 'done' ? 'settled' : 'failed',
    version: jobs.length,
    writes: steps.map(({ write }) => write),
  };
}
