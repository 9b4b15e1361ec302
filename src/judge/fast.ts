/**
 * Most resources of a healthy system are at rest: heat_stacks and state agree, and there is nothing else to tell. This
 * sees that at the speed of reading. It says "settled" or "stackless", without a finding, only where that is proved;
 * else it says nothing, and the rules judge. Property tests hold it against them.
 */
import { resourceName } from '../stages/keys.ts';
import { newSight, type Part, PlacedSnapshot, type Sight, viewOf } from '../stages/placed.ts';
import type { Entry, Snapshot } from '../stages/snapshot.ts';
import { valuesAgree } from './fast-by-value.ts';
import { wantedVersion } from './fast-config.ts';
import { isReportOf } from './fast-report.ts';
import { isStackless, published } from './fast-state.ts';

export type AtRest = 'settled' | 'stackless';

/** Undefined where the rules have to look. */
export type QuickLook = (snapshot: Snapshot) => AtRest | undefined;

/** A look for one run after another resource: it learns from those that it has seen. */
export function newQuickLook(): QuickLook {
  const sight = newSight();
  return (snapshot) => {
    if (snapshot.jobs.length > 0 || hasJobState(snapshot)) return undefined;
    show(snapshot, sight);
    return atRest(snapshot, sight);
  };
}

function hasJobState(snapshot: Snapshot): boolean {
  if (snapshot instanceof PlacedSnapshot) return snapshot.hasJobState;
  return snapshot.stages.job_state !== undefined;
}

function show(snapshot: Snapshot, sight: Sight): void {
  if (snapshot instanceof PlacedSnapshot) {
    snapshot.show(sight);
    return;
  }
  const { ref, stages, config } = snapshot;
  showBytes(Buffer.from(resourceName(ref)), sight.name);
  sight.slash = sight.name.bytes.lastIndexOf('/');
  showEntry(stages.heat_stacks, sight.heat);
  showEntry(stages.state, sight.state);
  showEntry(config, sight.config);
}

function showEntry(entry: Entry | undefined, part: Part): void {
  if (entry === undefined) part.from = -1;
  else showBytes(Buffer.from(entry.value.buffer, entry.value.byteOffset, entry.value.byteLength), part);
}

function showBytes(bytes: Buffer, part: Part): void {
  part.bytes = bytes;
  part.view = viewOf(bytes);
  part.from = 0;
  part.to = bytes.length;
}

function atRest(snapshot: Snapshot, { heat, state, config }: Sight): AtRest | undefined {
  if (state.from < 0) return undefined;
  const wanted = config.from < 0 ? undefined : wantedVersion(bytesOf(config));
  if (config.from >= 0 && wanted === undefined) return undefined;
  if (heat.from < 0) return isStackless(bytesOf(state), wanted) ? 'stackless' : undefined;
  if (config.from < 0 && !snapshot.configEmpty) return undefined;
  const told = published(bytesOf(state));
  if (told === undefined || (wanted !== undefined && told.version !== wanted)) return undefined;
  const heatBytes = bytesOf(heat);
  return isReportOf(snapshot.ref, heatBytes, told) || valuesAgree(snapshot.ref, heatBytes, told)
    ? 'settled'
    : undefined;
}

function bytesOf({ bytes, from, to }: Part): Uint8Array {
  return bytes.subarray(from, to);
}
