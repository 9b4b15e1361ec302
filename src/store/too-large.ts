import { StoreError } from '../errors.ts';

/** The answer is larger than one message may be: the same is to be asked for in smaller parts. */
export class TooLargeError extends StoreError {}
