import { KnownError, StoreError, UnknownOutcomeError } from '../../errors.ts';
import { FutureRevisionError, PermissionError, TooLargeError, TooSlowError } from '../errors.ts';

import { ERROR_TABLE, type ErrorRow, UNKNOWN_ERROR } from './error-table.ts';

/** A request that failed at one endpoint. */
export interface Failure {
  readonly url: string;
  readonly trouble: ErrorRow;
  readonly cause: unknown;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Recognises what a request to this endpoint threw. Known errors of ours are thrown on. */
export function failureOf(url: string, cause: unknown): Failure {
  if (cause instanceof KnownError) throw cause;
  const message = messageOf(cause);
  const isTls = url.startsWith('https:');
  const trouble = ERROR_TABLE.find(({ when, byTls = isTls }) => byTls === isTls && when.test(message));
  return { url, cause, trouble: trouble ?? UNKNOWN_ERROR };
}

const DENIED = /permission denied/;
const STALE_TOKENS = /invalid auth token|stale login token|revision of auth store is old/;

/** Told before the login expires on its own, and after users or roles changed: a new login helps. */
export function isStaleToken(cause: unknown): boolean {
  return STALE_TOKENS.test(messageOf(cause));
}

/** True where certainly nothing was written: refused, or no connection ever stood for it (grpc's own words). */
export function isUnwritten({ trouble, cause }: Failure): boolean {
  return (
    trouble.unwritten ||
    /No connection established|Name resolution failed|Channel has been shut down/.test(messageOf(cause))
  );
}

/** etcd's words without grpc's code, on one line. */
function ownWords(cause: unknown): string {
  const text = messageOf(cause).replace(/^\d+ [A-Z_]+: /, '');
  return text
    .replace(/^etcdserver: /, '')
    .replace(/\s+/g, ' ')
    .slice(0, 300)
    .trim();
}

/** What went wrong, to stand behind the endpoint. */
export function saysOf({ trouble, cause }: Failure): string {
  return trouble.says ?? ownWords(cause);
}

function withUrl(failure: Failure): string {
  return `${failure.url}: ${saysOf(failure)}`;
}

function describe(failures: readonly Failure[]): { text: string; hint: string; cause: unknown } {
  const hints = new Set(failures.map((failure) => failure.trouble.hint));
  return {
    text: failures.map(withUrl).join(', '),
    hint: [...hints].join('; '),
    cause: tellingOf(failures)?.cause,
  };
}

type Kind = new (message: string, details: { hint: string; cause: unknown }) => StoreError;

/** What can be acted on: by asking for less, for another revision, or with other rights. The first that matches counts. */
const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/Received message larger than max/, TooLargeError],
  [/has been compacted/, StoreError],
  [/future revision/, FutureRevisionError],
  [DENIED, PermissionError],
  [/while the answer was coming/, TooSlowError],
];

/** Of several endpoints the one that can be acted on tells more than one that is only down, wherever it stands. */
function tellingOf(failures: readonly Failure[]): Failure | undefined {
  const telling = KINDS.map(([when]) => failures.find(({ cause }) => when.test(messageOf(cause))));
  return telling.find((failure) => failure !== undefined) ?? failures.at(-1);
}

/** The error of a request that no endpoint answered. */
export function storeError(failures: readonly Failure[]): StoreError {
  const { text, hint, cause } = describe(failures);
  const line = `etcd could not be asked: ${text}`;
  const message = messageOf(cause);
  const [, Kind] = KINDS.find(([when]) => when.test(message)) ?? [undefined, StoreError];
  return new Kind(line, { hint, cause });
}

/** The error of a write that was sent once and not answered with success. */
export function writeError(failure: Failure): StoreError | UnknownOutcomeError {
  const { text, hint, cause } = describe([failure]);
  const line = `etcd refused the write: ${text}`;
  if (DENIED.test(messageOf(cause))) return new PermissionError(line, { hint, cause });
  if (isUnwritten(failure)) return new StoreError(line, { hint, cause });
  return new UnknownOutcomeError(`a write was sent and its outcome is not known: ${text}`, {
    hint,
    cause,
    because: text,
  });
}
