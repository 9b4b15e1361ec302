/**
 * The errors that are foreseen. Each is told to the operator in one `error:` line; `terminal/outcome.ts` alone maps them to
 * exit codes. Anything else that is thrown is a bug of ours.
 */

import type { Suggestion } from './suggestion.ts';

interface ErrorDetails {
  /** What to try, as one sentence; goes behind the message. Never a command: etcd's text in one could be pasted. */
  readonly hint?: string | undefined;
  /** The command to type next; goes behind the hint, which reads on with it. */
  readonly next?: Suggestion | undefined;
  readonly cause?: unknown;
}

export abstract class KnownError extends Error {
  readonly hint: string | undefined;
  readonly next: Suggestion | undefined;

  constructor(message: string, told: ErrorDetails = {}) {
    super(message, { cause: told.cause });
    this.name = new.target.name;
    this.hint = told.hint;
    this.next = told.next;
  }
}

/** Wrong usage or configuration; nothing was read. Exit code 2. */
export class UsageError extends KnownError {}

/** The store could not be asked, or what it said is no whole answer. Exit code 3. */
export class StoreError extends KnownError {}

/** No such resource, or more than one. Exit code 4. */
export class NameError extends KnownError {}

/** A repair that must not be done; nothing was written. Exit code 5. */
export class RefusedError extends KnownError {}

/** A write was sent and its outcome could not be learned, or it did not verify. Exit code 6. */
export class UnknownOutcomeError extends KnownError {
  /** What was answered, or kept the answer away, where that is told. */
  readonly because: string | undefined;

  constructor(message: string, told: ErrorDetails & { readonly because?: string } = {}) {
    super(message, told);
    this.because = told.because;
  }
}

/** The terminal went away at a question; nothing was written. Exit code 129. */
export class HungUpError extends KnownError {
  constructor(cause: unknown) {
    super('the terminal is gone; nothing was written', { cause });
  }
}

/** Ctrl-C at a question; nothing was written. Exit code 130. */
export class InterruptedError extends KnownError {
  constructor() {
    super('interrupted; nothing was written');
  }
}
