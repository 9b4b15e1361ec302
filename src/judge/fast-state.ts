import { expectedWorkerState, isFailure, isInProgress, isKnownStatus } from '../stages/statuses.ts';
import { ascii, behindText, numberBefore, textBefore, textOf } from './fast-bytes.ts';

const NO_STACK_HEAD = ascii('{"error": "", "state": {"worker_state": "READ_COMPLETE"}, "version": ');
const END = ascii('}');

/** @param wanted the version in `/config`, where that is there */
export function isStackless(bytes: Uint8Array, wanted: number | undefined): boolean {
  const version = numberBefore(bytes, textBefore(bytes, bytes.length, END));
  if (version === undefined || behindText(bytes, 0, NO_STACK_HEAD) !== version.from) return false;
  return wanted === undefined || version.value === wanted;
}

/** A state of a stack whose job Heat finished well, and whose worker says the same. */
export interface Published {
  readonly bytes: Uint8Array;
  /** The text of `heat_outputs`, still as JSON, between its quotes. What lies between is not looked at yet. */
  readonly outputsFrom: number;
  readonly outputsTo: number;
  readonly status: string;
  readonly version: number;
}

const HEAD = ascii('{"error": "", "state": {"heat_outputs": "');
const STATUS = ascii('", "orchestration_state": "');
const WORKER_STATE = ascii('", "worker_state": "');
const VERSION = ascii('"}, "version": ');

/** Undefined where it is another one, or written in another way. */
export function published(bytes: Uint8Array): Published | undefined {
  const version = numberBefore(bytes, textBefore(bytes, bytes.length, END));
  if (version === undefined) return undefined;
  const workerTo = textBefore(bytes, version.from, VERSION);
  const worker = wordBefore(bytes, workerTo);
  const statusTo = textBefore(bytes, worker, WORKER_STATE);
  const from = wordBefore(bytes, statusTo);
  const outputsTo = textBefore(bytes, from, STATUS);
  const outputsFrom = behindText(bytes, 0, HEAD);
  if (outputsFrom < 0 || outputsTo < outputsFrom) return undefined;
  const status = textOf(bytes, from, statusTo);
  if (doneAs(status) !== textOf(bytes, worker, workerTo)) return undefined;
  return { bytes, outputsFrom, outputsTo, status, version: version.value };
}

const UNDERSCORE = 0x5f;
const MOST_LETTERS = 40;

/** The place of the word of capital letters that ends here. */
function wordBefore(bytes: Uint8Array, end: number): number {
  let from = end;
  while (from > 0 && end - from < MOST_LETTERS && isLetter(bytes[from - 1] as number)) from--;
  return from;
}

function isLetter(byte: number): boolean {
  return byte === UNDERSCORE || (byte >= 0x41 && byte <= 0x5a);
}

const done = new Map<string, string | undefined>();
const MOST_KNOWN = 100;

/** The worker's word, where a job is one that Heat finished well. There are few of them, and many resources. */
function doneAs(status: string): string | undefined {
  if (done.has(status)) return done.get(status);
  const finished = isKnownStatus('heat', status) && !isFailure(status) && !isInProgress(status);
  const expected = finished ? expectedWorkerState(status) : undefined;
  const word = expected !== undefined && 'word' in expected ? expected.word : undefined;
  if (done.size < MOST_KNOWN) done.set(status, word);
  return word;
}
