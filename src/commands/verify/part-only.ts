import { StoreError } from '../../errors.ts';

/** The same error, with how far it came: a part of an answer is no answer. */
export function partOnly(error: unknown, howFar: string): unknown {
  if (!(error instanceof StoreError)) return error;
  const { message, hint, cause } = error;
  return new StoreError(`${message} (${howFar})`, {
    cause: cause ?? error,
    ...(hint === undefined ? {} : { hint }),
  });
}
