import { StoreError } from '../errors.ts';

/** The revision is not there yet: one that lies ahead, or a member that lags and was asked for its own copy. */
export class FutureRevisionError extends StoreError {}

/** The store's user may not do this; nothing was done. */
export class PermissionError extends StoreError {}

/** So much was asked for that no answer came of it: the same is to be asked for in smaller parts. */
export abstract class TooMuchError extends StoreError {}

/** The answer is larger than one message may be. */
export class TooLargeError extends TooMuchError {}

/** The answer was coming when its time was over: the link, or the store, is too slow for so much. */
export class TooSlowError extends TooMuchError {}

/** The revision that was asked for is no longer in the store: it was compacted away. */
export class CompactedError extends StoreError {
  /** The oldest revision that can still be read, where the store told it. */
  readonly oldest: number | undefined;

  constructor(asked: number | undefined, oldest: number | undefined, cause?: unknown) {
    const which = asked === undefined ? 'the revision' : `revision ${asked}`;
    const left = oldest === undefined ? '' : `; the oldest one left is ${oldest}`;
    super(`${which} is no longer in etcd (compacted)${left}`, {
      hint: 'take that one or a newer one, or leave the revision out to read what is there now',
      cause,
    });
    this.oldest = oldest;
  }
}
