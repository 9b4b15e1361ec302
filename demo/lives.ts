/** How far a resource's jobs got: the writes of each moment, in the order in which a real system makes them. */
import { config, type Facts, heatStacks, jobState, stacklessState, state } from './documents.ts';

/** One write; without a value the key is deleted. */
export interface Write {
  readonly key: string;
  readonly value?: string;
  /** Seconds of the lease that its holder renews. */
  readonly lease?: number;
}

const LEASE_SECONDS = 60;

export function keyOf(stage: 'heat_stacks' | 'job_state' | 'state' | 'config', facts: Facts): string {
  const prefix = stage === 'heat_stacks' || stage === 'job_state' ? `/esi-worker/${stage}` : `/${stage}`;
  return `${prefix}/v2.0/${facts.type.plural}/${facts.id}`;
}

/** A job from the request to the clean-up: heat_stacks and state are left. */
export function settled(facts: Facts, version = 1): Write[] {
  return [...complete(facts, version), { key: keyOf('job_state', facts) }];
}

/** A job that has published its result and not yet cleaned up: all three stages are there. */
export function complete(facts: Facts, version: number): Write[] {
  return [
    { key: keyOf('config', facts), value: config(facts.tenant, version) },
    { key: keyOf('job_state', facts), value: '{}' },
    { key: keyOf('heat_stacks', facts), value: heatStacks(facts) },
    { key: keyOf('job_state', facts), value: jobState(facts) },
    { key: keyOf('state', facts), value: state(facts, version) },
  ];
}

/** After a first job a second one runs: its worker holds the `working` key by a lease. */
export function inFlight(facts: Facts): Write[] {
  const job = jobKeyOf(facts);
  return [
    ...settled(facts),
    { key: keyOf('config', facts), value: config(facts.tenant, 2) },
    { key: job, value: '{}' },
    { key: job.replace('/all/', '/working/'), value: '{}', lease: LEASE_SECONDS },
    { key: keyOf('job_state', facts), value: '{}' },
  ];
}

/** The key that names a resource's second job for as long as the job manager knows of it. */
export function jobKeyOf({ type, id }: Facts): string {
  return `/jobs/all/modify:heat_worker:${type.singular}:${id}:2:x7k2q`;
}

/** The second job's worker died after Heat's report: its lease ran out, so `working` is gone, and `all` is left. */
export function abandoned(before: Facts, after: Facts): Write[] {
  return [
    ...settled(before),
    { key: keyOf('config', after), value: config(after.tenant, 2) },
    { key: jobKeyOf(after), value: '{}' },
    { key: keyOf('job_state', after), value: '{}' },
    { key: keyOf('heat_stacks', after), value: heatStacks(after) },
  ];
}

/** Somebody wrote state alone, when everything was at rest. */
export function changed(facts: Facts, to: Facts): Write[] {
  return [...settled(facts), { key: keyOf('state', facts), value: state(to, 1) }];
}

export function stackless(path: string, tenant: string): Write[] {
  return [
    { key: `/config/${path}`, value: config(tenant, 1) },
    { key: `/state/${path}`, value: stacklessState(1) },
  ];
}
