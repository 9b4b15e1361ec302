import { StoreError } from '../errors.ts';

/** So much was asked for that no answer came of it: the same is to be asked for in smaller parts. */
export abstract class TooMuchError extends StoreError {}

/** The answer is larger than one message may be. */
export class TooLargeError extends TooMuchError {}

/** The answer was coming when its time was over: the link, or the store, is too slow for so much. */
export class TooSlowError extends TooMuchError {}
