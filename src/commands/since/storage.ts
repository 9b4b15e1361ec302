import { readFileSync } from 'node:fs';
import { StoreError, UsageError } from '../../errors.ts';
import { replaceFile, whyNotReplaceable } from '../../whole-file.ts';
import { decodeSince, encodeSince, type SinceContent } from './file.ts';

/** Makes sure, before etcd is asked, that the file can be replaced later. Throws `UsageError`. */
export function checkWritable(path: string): void {
  const why = whyNotReplaceable(path);
  if (why === undefined) return;
  throw new UsageError(`--since ${path} ${why}`, {
    hint: 'name a file in a folder that is there and may be written to',
  });
}

/** What the last run left, or why it can't be used; `missing` where there is no file yet. */
export function loadSince(path: string): SinceContent | 'missing' | { readonly unusable: string } {
  try {
    return decodeSince(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'missing' : { unusable: `can't be read: ${code}` };
  }
}

/**
 * Replaces the file as a whole: whoever reads it, even after a crash, finds the old or the new one. Throws `StoreError`
 * where the disk doesn't take it; the old one stands then, and is still true of its own revision.
 */
export function saveSince(path: string, content: SinceContent): void {
  try {
    replaceFile(path, encodeSince(content), 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StoreError(`--since ${path} could not be written: ${code}`, {
      hint: 'the verdicts stand, but nothing of this run is remembered: the next run begins from the run before it',
      cause: error,
    });
  }
}
