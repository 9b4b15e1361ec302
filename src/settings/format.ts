/** The formats of `-o`. */
import { UsageError } from '../errors.ts';

/** A format that there is, but not of this verb. */
export class OtherFormatError extends UsageError {}

/** Whether errors are told as JSON, too. */
export function isJson({ format }: { readonly format: string }): boolean {
  return format === 'json' || format === 'ndjson';
}
