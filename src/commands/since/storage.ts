import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StoreError, UsageError } from '../../errors.ts';
import { decodeSince, encodeSince, type SinceContent } from './file.ts';

/** Makes sure, before etcd is asked, that the file can be replaced later. Throws `UsageError`. */
export function checkWritable(path: string): void {
  try {
    accessSync(dirname(path), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw cannotWrite(path, error);
  }
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false)
    throw new UsageError(`--since ${path} is no plain file`);
}

function cannotWrite(path: string, cause: unknown): UsageError {
  const { code } = cause as NodeJS.ErrnoException;
  return new UsageError(`--since ${path} can't be written: its folder says ${code}`, {
    hint: 'name a file in a folder that is there and may be written to',
    cause,
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
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeSynced(temporary, encodeSince(content));
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw new StoreError(`--since ${path} could not be written: ${code}`, {
      hint: 'the verdicts stand, but nothing of this run is remembered: the next run begins from the run before it',
      cause: error,
    });
  }
}

function writeSynced(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The rename itself is only safe on disk once the folder is. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
