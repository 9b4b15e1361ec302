/** Generated healthy systems: a few resources, each at some rest. */
import fc from 'fast-check';
import { DEFAULT_PREFIXES, keyOf, STAGES, type Stage } from '../../../src/stages/keys.ts';
import type { MadeOutput, MadeResource } from '../data/made.ts';
import { Memory, type MemoryWrite } from '../run/memory.ts';
import { madeResources, outputs } from './arbitraries.ts';
import { nameOf } from './checks.ts';
import { ENDINGS, type JobPlan, jobSteps } from './lifecycle.ts';
import { type Action, OUTCOMES, type Outcome } from './outcomes.ts';
import { stacklessWrites } from './writes.ts';

/** How the last job of a resource went; `jobState`: its job_state was not deleted yet. */
export interface Ended {
  readonly action: Action;
  readonly outcome: Outcome;
  readonly jobState: boolean;
}

/** `deleting`: of a deleted resource, heat_stacks is left. */
export type Rest = Ended | 'stackless' | 'deleting';

/** A healthy resource of which one stage is about to be changed. */
export interface Victim {
  readonly resource: MadeResource;
  readonly rest: Rest;
  /** Of its last job. */
  readonly outputs: readonly MadeOutput[];
  readonly writes: readonly MemoryWrite[];
  readonly texts: { readonly [S in Stage]?: string };
  /** Stages that tell the same status and outputs: a change in one of several can be seen from the others. */
  readonly tellers: readonly Stage[];
  /** The worker itself failed: Heat's report is not about this job. */
  readonly workerFailed: boolean;
  /** Heat has deleted the stack. */
  readonly stackGone: boolean;
  /** `/config`'s version, and state's. */
  readonly version: number;
}

export function victimOf(resource: MadeResource, rest: Rest, made: readonly MadeOutput[]): Victim {
  const writes = writesTo(resource, rest, made);
  const texts = textsAfter(resource, writes);
  const ended = typeof rest === 'string' ? undefined : rest;
  const workerFailed = ended !== undefined && /worker|late/.test(ended.outcome);
  const there = ended === undefined ? [] : STAGES.filter((stage) => texts[stage] !== undefined);
  return {
    resource,
    rest,
    outputs: made,
    writes,
    texts,
    tellers: there.filter((stage) => !(workerFailed && stage === 'heat_stacks')),
    workerFailed,
    stackGone: rest === 'deleting' || (deletes(ended) && /done|late/.test(ended?.outcome ?? '')),
    version: ended === undefined || ended.action === 'create' ? 1 : 2,
  };
}

/** The same life of another resource of its type. */
export function renamed({ resource, rest, outputs: made }: Victim, id: string): Victim {
  return victimOf({ ...resource, ref: { ...resource.ref, id } }, rest, made);
}

/** All of them in one store, each brought to its rest after the other. */
export function memoryOf(victims: readonly Victim[]): Memory {
  const memory = new Memory();
  for (const { writes } of victims) for (const write of writes) memory.write(write);
  return memory;
}

const ended: fc.Arbitrary<Ended> = fc
  .record({
    action: fc.constantFrom('create', 'modify', 'logical_delete'),
    outcome: fc.constantFrom('done', ...OUTCOMES),
    jobState: fc.boolean(),
  })
  // Which worker_state belongs to a logical delete that failed, nobody has told.
  .map((rest): Ended => (rest.action === 'logical_delete' ? { ...rest, outcome: 'done' } : rest));

const rests: fc.Arbitrary<Rest> = fc.oneof(
  { weight: 6, arbitrary: ended },
  { weight: 1, arbitrary: fc.constantFrom('stackless', 'deleting') },
);

/** Three to five resources. */
export const systems: fc.Arbitrary<Victim[]> = fc
  .uniqueArray(fc.tuple(madeResources, rests, outputs), {
    minLength: 3,
    maxLength: 5,
    selector: ([resource]) => nameOf(resource),
  })
  .map((all) => all.map(([resource, rest, made]) => victimOf(resource, rest, made)));

function deletes(rest: Ended | undefined): boolean {
  return rest?.action === 'delete' || rest?.action === 'logical_delete';
}

function writesTo(resource: MadeResource, rest: Rest, made: readonly MadeOutput[]): MemoryWrite[] {
  if (rest === 'stackless') return stacklessWrites(resource, 1);
  const last: Ended = rest === 'deleting' ? { action: 'delete', outcome: 'done', jobState: false } : rest;
  const job = (action: Action, outcome: Outcome, version: number): JobPlan => ({
    action,
    outcome,
    version,
    outputs: made,
    ending: ENDINGS[2],
  });
  const first = last.action === 'create' ? [] : jobSteps(resource, job('create', 'done', 1));
  const steps = jobSteps(resource, job(last.action, last.outcome, first.length === 0 ? 1 : 2));
  const kept = rest === 'deleting' || last.jobState ? steps.slice(0, -1) : steps;
  return [...first, ...kept].map(({ write }) => write);
}

function textsAfter({ ref }: MadeResource, writes: readonly MemoryWrite[]): Victim['texts'] {
  const memory = new Memory();
  for (const write of writes) memory.write(write);
  const found = STAGES.flatMap((stage) => {
    const stored = memory.keys.get(keyOf(DEFAULT_PREFIXES, stage, ref));
    return stored === undefined ? [] : [[stage, Buffer.from(stored.value).toString()] as const];
  });
  return Object.fromEntries(found);
}
