import { StoreError, UsageError } from '../../../errors.ts';
import { isMissing, whyOf } from '../../../files/problem.ts';
import { LARGE, readText } from '../../../files/read.ts';
import { plainTarget } from '../../../files/target.ts';
import { PRIVATE, replaceFile } from '../../../files/write.ts';
import { decodeSince, encodeSince, type SinceContent } from './file.ts';

/** Makes sure, before etcd is asked, that the file can be replaced later. Throws `UsageError`. */
export function checkWritable(path: string): void {
  try {
    plainTarget(path);
  } catch (cause) {
    throw new UsageError(`--since ${path} can't be written: ${whyOf(cause)}`, {
      hint: 'name a file in a folder that is there and may be written to',
      cause,
    });
  }
}

/** What the last run left, or why it can't be used; `missing` where there is no file yet. */
export function loadSince(path: string): SinceContent | 'missing' | { readonly unusable: string } {
  try {
    return decodeSince(readText(path, LARGE));
  } catch (error) {
    return isMissing(error) ? 'missing' : { unusable: `can't be read: ${whyOf(error)}` };
  }
}

/**
 * Replaces the file as a whole: whoever reads it, even after a crash, finds the old or the new one. Throws `StoreError`
 * where the disk doesn't take it; the old one stands then, and is still true of its own revision.
 */
export function saveSince(path: string, content: SinceContent): void {
  try {
    replaceFile(path, encodeSince(content), PRIVATE);
  } catch (error) {
    throw new StoreError(`--since ${path} could not be written: ${whyOf(error)}`, {
      hint: 'the verdicts stand, but nothing of this run is remembered: the next run begins from the run before it',
      cause: error,
    });
  }
}
