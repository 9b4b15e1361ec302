import { StoreError } from '../errors.ts';

/** The revision is not there yet: one that lies ahead, or a member that lags and was asked for its own copy. */
export class FutureRevisionError extends StoreError {}
