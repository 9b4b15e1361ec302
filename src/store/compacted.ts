import { StoreError } from '../errors.ts';

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
