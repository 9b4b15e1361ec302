/**
 * Most resources of a healthy system are at rest: heat_stacks and state agree, and there is nothing else to tell. This
 * sees that at the speed of reading. It says "settled" or "stackless", without a finding, only where that is proved;
 * else it says nothing, and the rules judge. Property tests hold it against them.
 */
import { pluralType, type ResourceRef } from '../stages/keys.ts';
import { singularFits } from '../stages/singular.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { expectedWorkerState, isFailure, isInProgress, isKnownStatus } from '../stages/statuses.ts';
import { membersOfEqual } from './fast-equal.ts';
import {
  asciiText,
  countMembers,
  isPlainObject,
  type Plain,
  type PlainObject,
  parsePlain,
} from './fast-text.ts';

export type AtRest = 'settled' | 'stackless';

/** Undefined where the rules have to look. */
export function atRest({ ref, stages, config, jobs, configEmpty }: Snapshot): AtRest | undefined {
  if (stages.state === undefined || stages.job_state !== undefined || jobs.length > 0) return undefined;
  const wanted = config === undefined ? undefined : wantedVersion(config.value);
  if (config !== undefined && wanted === undefined) return undefined;
  const text = asciiText(stages.state.value);
  if (text === undefined) return undefined;
  if (stages.heat_stacks === undefined) return isStackless(text, wanted) ? 'stackless' : undefined;
  if (config === undefined && !configEmpty) return undefined;
  return isSettled(ref, stages.heat_stacks.value, text, wanted) ? 'settled' : undefined;
}

const CONFIG =
  /^\{"body": "(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*", "marked_for_deletion": (?:true|false), "version": ([1-9]\d{0,14})\}$/;

/** The version in a config as its writer writes it, without taking its body apart. */
function wantedVersion(bytes: Uint8Array): string | undefined {
  const text = asciiText(bytes);
  return text === undefined || /[\0-\x1f]/.test(text) ? undefined : CONFIG.exec(text)?.[1];
}

const STACKLESS =
  /^\{"error": "", "state": \{"worker_state": "READ_COMPLETE"\}, "version": ([1-9]\d{0,14})\}$/;

function isStackless(text: string, wanted: string | undefined): boolean {
  const version = STACKLESS.exec(text)?.[1];
  return version !== undefined && (wanted === undefined || version === wanted);
}

/** Both documents, as far as they are known to be whole. */
interface Published {
  /** The text inside `heat_outputs`, still escaped as JSON. */
  readonly escaped: string;
  readonly status: string;
  readonly version: string;
}

const STATE_HEAD = '{"error": "", "state": {"heat_outputs": "';
const STATE_TAIL =
  /", "orchestration_state": "([A-Z_]{1,40})", "worker_state": "([A-Z_]{1,40})"\}, "version": ([1-9]\d{0,14})\}$/;
/** Longer than any tail that the expression takes. */
const TAIL = 200;

function published(text: string): Published | undefined {
  if (!text.startsWith(STATE_HEAD)) return undefined;
  const tail = STATE_TAIL.exec(text.slice(-TAIL));
  if (tail === null) return undefined;
  const [whole, status = '', workerState = '', version = ''] = tail;
  if (!isDone(status) || workerState !== doneAs(status)) return undefined;
  return { escaped: text.slice(STATE_HEAD.length, text.length - whole.length), status, version };
}

/** A job that Heat finished well, and whose word the worker's follows from. */
function isDone(status: string): boolean {
  return isKnownStatus('heat', status) && !isFailure(status) && !isInProgress(status);
}

function doneAs(status: string): string | undefined {
  const expected = expectedWorkerState(status);
  return expected !== undefined && 'word' in expected ? expected.word : undefined;
}

function isSettled(
  ref: ResourceRef,
  heatBytes: Uint8Array,
  stateText: string,
  wanted: string | undefined,
): boolean {
  const state = published(stateText);
  const heatText = asciiText(heatBytes);
  if (state === undefined || heatText === undefined) return false;
  if (wanted !== undefined && state.version !== wanted) return false;
  const heat = parsePlain(heatText);
  if (!isPlainObject(heat) || !isReport(heat, ref, state.status)) return false;
  return outputsAgree(heat, heatText, state.escaped);
}

const REPORT_FIELDS = 6;

function isReport(heat: PlainObject, ref: ResourceRef, status: string): boolean {
  const { id, stack_id: stackId, stack_status: told, status_reason: reason, tenant_id: tenant } = heat;
  if (Object.keys(heat).length !== REPORT_FIELDS || told !== status) return false;
  if (typeof reason !== 'string' || typeof tenant !== 'string' || typeof id !== 'string') return false;
  const singular = id.slice(0, -(ref.id.length + 1));
  return (
    id === `${singular}:${ref.id}` && stackId === `${singular}_${ref.id}` && fits(singular, pluralType(ref))
  );
}

const fitting = new Map<string, boolean>();

/** There are few types and many resources. */
function fits(singular: string, plural: string): boolean {
  const pair = `${singular} ${plural}`;
  const known = fitting.get(pair);
  if (known !== undefined) return known;
  const answer = singularFits(singular, plural);
  if (fitting.size < 1000) fitting.set(pair, answer);
  return answer;
}

/** Equal, and each text has just as many members as were seen: no key was given twice. */
function outputsAgree(heat: PlainObject, heatText: string, escaped: string): boolean {
  const inner = unescaped(escaped);
  const outputs = inner === undefined ? undefined : parsePlain(inner);
  const members = membersOfEqual(heat['output'], outputs);
  if (inner === undefined || members === undefined || !areOutputs(outputs)) return false;
  return countMembers(inner) === members && countMembers(heatText) === members + REPORT_FIELDS;
}

function unescaped(escaped: string): string | undefined {
  try {
    return JSON.parse(`"${escaped}"`) as string;
  } catch {
    return undefined;
  }
}

const OUTPUT_FIELDS: ReadonlySet<string> = new Set([
  'output_key',
  'output_value',
  'description',
  'output_error',
]);

function areOutputs(list: Plain | undefined): boolean {
  if (!Array.isArray(list)) return false;
  const keys = new Set<Plain>();
  for (const output of list) {
    if (!isPlainObject(output) || !Object.hasOwn(output, 'output_value')) return false;
    const key = output['output_key'];
    if (typeof key !== 'string' || key === '' || keys.has(key)) return false;
    if (!Object.keys(output).every((field) => OUTPUT_FIELDS.has(field))) return false;
    keys.add(key);
  }
  return true;
}
