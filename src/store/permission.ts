import { StoreError } from '../errors.ts';

/** The store's user may not do this; nothing was done. */
export class PermissionError extends StoreError {}
