/** What the stages say, row by row and aligned by meaning. Nothing here knows of widths or colours. */
import { isObject, type Json, type JsonObject } from '../../../stages/json.ts';
import { compactJson } from '../../../stages/json-write.ts';
import { STAGES, type Stage } from '../../../stages/keys.ts';
import { type AnyStage, entryOf, heatIsSilent, type Resource } from '../../../stages/resource.ts';
import { isFailure } from '../../../stages/statuses.ts';

/** What one stage says in a row. */
export type Slot =
  /** The stage, or this part of it, is not there. */
  | { readonly kind: 'absent' }
  /** The stage has no such fact. */
  | { readonly kind: 'none' }
  /** Told, not compared. */
  | { readonly kind: 'note'; readonly text: string; readonly differs?: boolean }
  /** Compared: it should be there as in the others, and is not. */
  | { readonly kind: 'lacking' }
  | { readonly kind: 'value'; readonly json: Json /** Told, not compared. */; readonly silent?: boolean };

export interface Row {
  readonly label: string;
  /** In stage order. */
  readonly slots: readonly Slot[];
  /** JSON pointers of these values in their documents; absent where there is no single one. */
  readonly paths: readonly (string | undefined)[];
  /** Text is shown without its quotes. */
  readonly bare: boolean;
  /** Sentences, of which the end matters as much as the beginning. */
  readonly prose?: boolean;
}

/** In a column whose document can't be read. */
export const UNREADABLE = '?';
const ABSENT: Slot = { kind: 'absent' };
export const NONE: Slot = { kind: 'none' };

/** The value at a way through objects; undefined where it ends. */
export function valueAt(tree: JsonObject, way: readonly string[]): Json | undefined {
  return way.reduce<Json | undefined>((at, name) => (isObject(at) ? at.get(name) : undefined), tree);
}

/** A slot for each stage; what is absent or unreadable answers by itself. */
export function slotsOf(resource: Resource, pick: (document: AnyStage) => Slot): Slot[] {
  return STAGES.map((stage) => {
    if (entryOf(resource, stage) === undefined) return ABSENT;
    const document = resource[stage];
    return document === undefined ? note(UNREADABLE) : silenced(resource, stage, pick(document));
  });
}

export function valueSlot(json: Json | undefined): Slot {
  return json === undefined ? ABSENT : { kind: 'value', json };
}

export function note(text: string, differs = false): Slot {
  return { kind: 'note', text, differs };
}

export function isUnfinished(document: AnyStage): boolean {
  return document.stage === 'job_state' && !document.finished;
}

/** Heat's report on an earlier job is shown, not compared. */
function silenced(resource: Resource, stage: Stage, slot: Slot): Slot {
  return stage === 'heat_stacks' && slot.kind === 'value' && heatIsSilent(resource)
    ? { ...slot, silent: true }
    : slot;
}

/** For people: text without its quotes where nothing can be mistaken. */
export function plain(json: Json): string {
  return typeof json === 'string' && PLAIN_WORDS.test(json) ? json : compactJson(json);
}

/** Letters first, so that it is no number and no sign of ours; no quote, no blank at an end or beside another. */
const PLAIN_WORDS = /^(?!(?:null|true|false)$)[A-Za-z_][!#-[\]-~]*(?: [!#-[\]-~]+)*$/;

/** Whether any stage tells of a failure: then Heat's reason is worth a row. */
export function tellsOfFailure(resource: Resource): boolean {
  return STAGES.some((stage) => isFailure(resource[stage]?.status)) || isFailure(resource.state?.workerState);
}
