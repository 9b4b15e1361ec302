/**
 * Most resources of a healthy system are at rest: heat_stacks and state agree, and there is nothing else to tell. This
 * sees that at the speed of reading. It says "settled" or "stackless", without a finding, only where that is proved;
 * else it says nothing, and the rules judge. Property tests hold it against them.
 */
import type { ResourceRef } from '../stages/keys.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { expectedWorkerState, isFailure, isInProgress, isKnownStatus } from '../stages/statuses.ts';
import { textsAgree } from './fast-by-text.ts';
import { valuesAgree } from './fast-by-value.ts';
import { asciiText, CONTROL } from './fast-text.ts';

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
  return text === undefined || CONTROL.test(text) ? undefined : CONFIG.exec(text)?.[1];
}

const STACKLESS =
  /^\{"error": "", "state": \{"worker_state": "READ_COMPLETE"\}, "version": ([1-9]\d{0,14})\}$/;

function isStackless(text: string, wanted: string | undefined): boolean {
  const version = STACKLESS.exec(text)?.[1];
  return version !== undefined && (wanted === undefined || version === wanted);
}

/** Both documents, as far as they are known to be whole. */
interface Published {
  /** The text of `heat_outputs`, still as JSON: between quotes and escaped. */
  readonly quoted: string;
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
  // With both quotes, for JSON.parse: putting others around it would copy it.
  return { quoted: text.slice(STATE_HEAD.length - 1, text.length - whole.length + 1), status, version };
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
  const inner = unescaped(state.quoted);
  if (inner === undefined) return false;
  return textsAgree(ref, heatText, state.status, inner) ?? valuesAgree(ref, heatText, state.status, inner);
}

function unescaped(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}
