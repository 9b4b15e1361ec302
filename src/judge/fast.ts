/**
 * Most resources of a healthy system are at rest: heat_stacks and state agree, and there is nothing else to tell. This
 * sees that at the speed of reading. It says "settled" or "stackless", without a finding, only where that is proved;
 * else it says nothing, and the rules judge. Property tests hold it against them.
 */
import type { ResourceRef } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { valuesAgree } from './fast-by-value.ts';
import { wantedVersion } from './fast-config.ts';
import { isReportOf } from './fast-report.ts';
import { isStackless, published } from './fast-state.ts';

export type AtRest = 'settled' | 'stackless';

/** Undefined where the rules have to look. */
export function atRest({ ref, stages, config, jobs, configEmpty }: Snapshot): AtRest | undefined {
  const { heat_stacks: heat, job_state: jobState, state } = stages;
  if (state === undefined || jobState !== undefined || jobs.length > 0) return undefined;
  const wanted = config === undefined ? undefined : wantedVersion(config.value);
  if (config !== undefined && wanted === undefined) return undefined;
  if (heat === undefined) return isStackless(state.value, wanted) ? 'stackless' : undefined;
  if (config === undefined && !configEmpty) return undefined;
  return isSettled(ref, heat.value, state.value, wanted) ? 'settled' : undefined;
}

function isSettled(
  ref: ResourceRef,
  heat: Uint8Array,
  stateBytes: Uint8Array,
  wanted: number | undefined,
): boolean {
  const state = published(stateBytes);
  if (state === undefined || (wanted !== undefined && state.version !== wanted)) return false;
  return isReportOf(ref, heat, state) || valuesAgree(ref, heat, state);
}
