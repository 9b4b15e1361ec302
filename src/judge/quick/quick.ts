/**
 * Most resources of a healthy system are at rest: heat_stacks and state agree, and there is nothing else to tell. This
 * sees that at the speed of reading. It says "settled" or "stackless", without a finding, only where that is proved;
 * else it says nothing, and the rules judge. Property tests hold it against them.
 */
import { resourceName } from '../../stages/keys.ts';
import {
  newResourceView,
  PackedSnapshot,
  type ResourceView,
  type Slice,
  viewOf,
} from '../../stages/packed.ts';
import type { Entry, Snapshot } from '../../stages/snapshot.ts';
import { valuesAgree } from './by-value.ts';
import { digitsBefore, ELSEWHERE, numberBetween } from './bytes.ts';
import { reportOf } from './report.ts';
import { knownText, liesAt } from './same.ts';
import { newShapes, type Shapes } from './shapes.ts';
import { isStackless, published } from './state.ts';

export type AtRest = 'settled' | 'stackless';

/** Undefined where the rules have to look. */
export type QuickLook = (snapshot: Snapshot) => AtRest | undefined;

/** A look for one run after another resource: it learns from those that it has seen. */
export function newQuickLook(): QuickLook {
  const view = newResourceView();
  const shapes = newShapes();
  return (snapshot) => {
    if (snapshot.jobs.length > 0 || hasJobState(snapshot)) return undefined;
    fill(snapshot, view);
    return atRest(snapshot, view, shapes);
  };
}

function hasJobState(snapshot: Snapshot): boolean {
  if (snapshot instanceof PackedSnapshot) return snapshot.hasJobState;
  return snapshot.stages.job_state !== undefined;
}

function fill(snapshot: Snapshot, view: ResourceView): void {
  if (snapshot instanceof PackedSnapshot) {
    snapshot.fill(view);
    return;
  }
  const { ref, stages, config } = snapshot;
  fillBytes(Buffer.from(resourceName(ref)), view.name);
  view.slash = Buffer.byteLength(ref.schemaPath);
  fillEntry(stages.heat_stacks, view.heat);
  fillEntry(stages.state, view.state);
  fillEntry(config, view.config);
}

function fillEntry(entry: Entry | undefined, slice: Slice): void {
  if (entry === undefined) slice.from = -1;
  else fillBytes(Buffer.from(entry.value.buffer, entry.value.byteOffset, entry.value.byteLength), slice);
}

function fillBytes(bytes: Buffer, slice: Slice): void {
  slice.bytes = bytes;
  slice.view = viewOf(bytes);
  slice.from = 0;
  slice.to = bytes.length;
}

function atRest(snapshot: Snapshot, view: ResourceView, shapes: Shapes): AtRest | undefined {
  const { heat, state, config } = view;
  const version = state.from < 0 ? ELSEWHERE : versionPlace(state);
  if (version < 0) return undefined;
  if (config.from >= 0 && wantedVersion(config) !== numberBetween(state.bytes, version, state.to - 1))
    return undefined;
  if (heat.from < 0) return isStackless(state, version) ? 'stackless' : undefined;
  if (config.from < 0 && !snapshot.configEmpty) return undefined;
  return shapes.fit(view, version) || isSettled(snapshot, view, version, shapes) ? 'settled' : undefined;
}

/** Byte by byte, and else by the values. */
function isSettled({ ref }: Snapshot, view: ResourceView, version: number, shapes: Shapes): boolean {
  const [heat, state] = [bytesOf(view.heat), bytesOf(view.state)];
  const told = published(state, version - view.state.from);
  if (told === undefined) return false;
  const report = reportOf(ref, heat, told);
  if (report === undefined) return valuesAgree(ref, heat, told);
  shapes.learn(view, report, version);
  return true;
}

function bytesOf({ bytes, from, to }: Slice): Uint8Array {
  return bytes.subarray(from, to);
}

const NAME = knownText(', "version": ');

const LENGTH = NAME.bytes.length;

const CLOSE = 0x7d;

/** The place of the number that is the last value of an object which ends here, as its writer writes it. */
export function versionPlace({ bytes, from, to }: Slice): number {
  return bytes[to - 1] === CLOSE ? digitsBefore(bytes, to - 1, from) : ELSEWHERE;
}

/**
 * The version of a config that ends with it, as its writer sorts the fields; `ELSEWHERE` where it ends in another way.
 * What lies before is not looked at, because nothing there could make it another version: if the text is JSON at all, its
 * last `}` closes the whole, so the number before it is the value of the outermost object's last field. The quote before
 * `version` has a space before it and no backslash, so it is not inside a string, and that is the whole name. If the text
 * is no JSON, or has that name twice, the rules know of no version: they find nothing that they would not find beside a
 * state of this very version. A property holds this against the lossless reader.
 */
export function wantedVersion(config: Slice): number {
  const { bytes, view, from, to } = config;
  const place = versionPlace(config);
  const name = place - LENGTH;
  if (name < from || !liesAt(view, name, to, NAME.view, 0, LENGTH)) return ELSEWHERE;
  return numberBetween(bytes, place, to - 1);
}
