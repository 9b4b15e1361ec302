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
  const job = `modify:heat_worker:${facts.type.singular}:${facts.id}:2:x7k2q`;
  return [
    ...settled(facts),
    { key: keyOf('config', facts), value: config(facts.tenant, 2) },
    { key: `/jobs/all/${job}`, value: '{}' },
    { key: `/jobs/working/${job}`, value: '{}', lease: LEASE_SECONDS },
    { key: keyOf('job_state', facts), value: '{}' },
  ];
}

/** The second job's worker died after Heat's report; its job keys have been cleaned up since. */
export function abandoned(before: Facts, after: Facts): Write[] {
  return [
    ...settled(before),
    { key: keyOf('config', after), value: config(after.tenant, 2) },
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
