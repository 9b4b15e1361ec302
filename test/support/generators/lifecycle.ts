/**
 * The life of a job, write by write, in the order that real systems were recorded with. Pure: what is made here is
 * loaded into memory by the model, written to files as recordings, and sent to a real etcd by the simulated worker.
 */
import type { JobFolder } from '../../../src/stages/keys.ts';
import {
  heatStacksText,
  jobStateText,
  type MadeOutput,
  type MadeResource,
  type Result,
  stateText,
} from '../data/made.ts';
import type { MemoryWrite } from '../run/memory.ts';
import { type Action, type Outcome, resultOf } from './outcomes.ts';
import { drop, dropJob, put, putConfig, putJob } from './writes.ts';

/** The orders in which a job's last three keys were seen to go. */
export const ENDINGS = [
  ['job_state gone', 'all gone', 'finished gone'],
  ['all gone', 'job_state gone', 'finished gone'],
  ['all gone', 'finished gone', 'job_state gone'],
] as const;
export type Ending = (typeof ENDINGS)[number];

export type StepName =
  | 'config'
  | 'all'
  | 'waiting'
  | 'waiting gone'
  | 'ready'
  | 'working'
  | 'ready gone'
  | 'begun'
  | 'heat busy'
  | 'heat'
  | 'result'
  | 'renewed'
  | 'state'
  | 'finished'
  | 'working gone'
  | Ending[number]
  | 'config gone'
  | 'state gone'
  | 'heat gone';

export interface Step {
  readonly name: StepName;
  readonly write: MemoryWrite;
}

export interface JobPlan {
  readonly action: Action;
  readonly outcome: Outcome;
  /** The version of `/config` that asks for it. */
  readonly version: number;
  readonly outputs: readonly MadeOutput[];
  readonly ending: Ending;
  /** It waits for another resource's job first. */
  readonly waits?: boolean;
  /** The worker stores Heat's interim report as well. */
  readonly busy?: boolean;
}

/** All writes of one job, the request before it and the tail of a delete included. */
export function jobSteps(resource: MadeResource, plan: JobPlan): Step[] {
  const result = resultOf(plan.action, plan.outcome, plan.outputs);
  return [
    step('config', putConfig(resource, plan.version, isDelete(plan))),
    ...beginning(resource, plan),
    ...work(resource, plan, result),
    step('finished', putJob(resource, plan, 'finished')),
    step('working gone', dropJob(resource, plan, 'working')),
    ...plan.ending.map((name) => step(name, ending(resource, plan)[name])),
    ...tail(resource, plan),
  ];
}

export function isDelete({ action }: Pick<JobPlan, 'action'>): boolean {
  return action === 'delete' || action === 'logical_delete';
}

function step(name: StepName, write: MemoryWrite): Step {
  return { name, write };
}

function beginning(resource: MadeResource, plan: JobPlan): Step[] {
  const job = (folder: JobFolder) => putJob(resource, plan, folder);
  return [
    step('all', job('all')),
    ...(plan.waits ? [step('waiting', job('waiting'))] : []),
    step('ready', job('ready')),
    step('working', job('working')),
    ...(plan.waits ? [step('waiting gone', dropJob(resource, plan, 'waiting'))] : []),
    step('ready gone', dropJob(resource, plan, 'ready')),
  ];
}

function work(resource: MadeResource, plan: JobPlan, result: Result): Step[] {
  const heat = (report: Result) => put(resource, 'heat_stacks', heatStacksText(resource, report));
  const asked = result.heat !== undefined;
  return [
    step('begun', put(resource, 'job_state', '{}')),
    ...(asked && plan.busy ? [step('heat busy', heat(interim(result)))] : []),
    ...(asked ? [step('heat', heat(result))] : []),
    step('result', put(resource, 'job_state', jobStateText(result))),
    step('renewed', putJob(resource, plan, 'working')),
    step('state', put(resource, 'state', stateText(result, plan.version))),
  ];
}

/** What Heat says while it works: no outputs yet. */
function interim(result: Result): Result {
  const heat = result.heat?.replace(/_(COMPLETE|FAILED)$/, '_IN_PROGRESS');
  return { ...result, heat, outputs: [], reason: '' };
}

function ending(resource: MadeResource, plan: JobPlan): Record<Ending[number], MemoryWrite> {
  return {
    'job_state gone': drop(resource, 'job_state'),
    'all gone': dropJob(resource, plan, 'all'),
    'finished gone': dropJob(resource, plan, 'finished'),
  };
}

/** What remains of a resource is deleted key by key once its stack is gone. */
function tail(resource: MadeResource, plan: JobPlan): Step[] {
  if (plan.action !== 'delete' || plan.outcome !== 'done') return [];
  return [
    step('config gone', drop(resource, 'config')),
    step('state gone', drop(resource, 'state')),
    step('heat gone', drop(resource, 'heat_stacks')),
  ];
}
