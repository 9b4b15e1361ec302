import type { Slice } from '../../stages/packed.ts';
import { expectedWorkerState, isFailure, isInProgress, isKnownStatus } from '../../stages/statuses.ts';
import { ascii, behindText, textBefore, textOf } from './bytes.ts';
import { knownText, liesAt } from './same.ts';

const NO_STACK = knownText('{"error": "", "state": {"worker_state": "READ_COMPLETE"}, "version": ');

/** @param version the place of its last number */
export function isStackless({ view, from }: Slice, version: number): boolean {
  const { length } = NO_STACK.bytes;
  return version - from === length && liesAt(view, from, version, NO_STACK.view, 0, length);
}

/** A state of a stack whose job Heat finished well, and whose worker says the same. */
export interface Published {
  readonly bytes: Uint8Array;
  /** The text of `heat_outputs`, still as JSON, between its quotes. What lies between is not looked at yet. */
  readonly outputsFrom: number;
  readonly outputsTo: number;
  readonly status: string;
  /** The place of the version. */
  readonly version: number;
}

const HEAD = ascii('{"error": "", "state": {"heat_outputs": "');
const STATUS = ascii('", "orchestration_state": "');
const WORKER_STATE = ascii('", "worker_state": "');
const VERSION = ascii('"}, "version": ');

/**
 * Undefined where it is another one, or written in another way.
 * @param version the place of its last number
 */
export function published(bytes: Uint8Array, version: number): Published | undefined {
  const workerTo = textBefore(bytes, version, VERSION);
  const worker = wordBefore(bytes, workerTo);
  const statusTo = textBefore(bytes, worker, WORKER_STATE);
  const from = wordBefore(bytes, statusTo);
  const outputsTo = textBefore(bytes, from, STATUS);
  const outputsFrom = behindText(bytes, 0, HEAD);
  if (outputsFrom < 0 || outputsTo < outputsFrom) return undefined;
  const status = textOf(bytes, from, statusTo);
  if (doneAs(status) !== textOf(bytes, worker, workerTo)) return undefined;
  return { bytes, outputsFrom, outputsTo, status, version };
}

const UNDERSCORE = 0x5f;
const MAX_LETTERS = 40;

/** The place of the word of capital letters that ends here. */
function wordBefore(bytes: Uint8Array, end: number): number {
  let from = end;
  while (from > 0 && end - from < MAX_LETTERS && isLetter(bytes[from - 1] as number)) from--;
  return from;
}

function isLetter(byte: number): boolean {
  return byte === UNDERSCORE || (byte >= 0x41 && byte <= 0x5a);
}

const done = new Map<string, string | undefined>();
const MAX_KNOWN = 100;

/** The worker's word, where a job is one that Heat finished well. There are few of them, and many resources. */
function doneAs(status: string): string | undefined {
  if (done.has(status)) return done.get(status);
  const finished = isKnownStatus('heat', status) && !isFailure(status) && !isInProgress(status);
  const expected = finished ? expectedWorkerState(status) : undefined;
  const word = expected !== undefined && 'word' in expected ? expected.word : undefined;
  if (done.size < MAX_KNOWN) done.set(status, word);
  return word;
}
