/** Files that others read at any moment: each is replaced as a whole, and is the old or the new one even after a crash. */
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Why a file can't be replaced, found without touching it; undefined where it can. */
export function whyNotReplaceable(path: string): string | undefined {
  try {
    accessSync(dirname(path), constants.W_OK | constants.X_OK);
  } catch (error) {
    return `can't be written: its folder says ${(error as NodeJS.ErrnoException).code}`;
  }
  return statSync(path, { throwIfNoEntry: false })?.isFile() === false ? 'is no plain file' : undefined;
}

/** A file under way, beside the one that it is to replace. */
export interface FreshFile {
  append(text: string): void;
  /** Makes it safe on disk, then puts it in the old one's place. */
  commit(): void;
  discard(): void;
}

/** @param mode whatever the umask says; absent: what the umask leaves of 0666. All methods throw what the system says. */
export function freshFile(path: string, mode?: number): FreshFile {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openSync(temporary, 'w', mode ?? 0o666);
  let open = true;
  const close = () => {
    if (open) closeSync(file);
    open = false;
  };
  return {
    append: (text) => writeFileSync(file, text),
    commit: () => {
      if (mode !== undefined) fchmodSync(file, mode);
      fsyncSync(file);
      close();
      renameSync(temporary, path);
      syncFolder(dirname(path));
    },
    discard: () => {
      close();
      rmSync(temporary, { force: true });
    },
  };
}

/** The whole text at once. Throws what the system says; the old file stands then. */
export function replaceFile(path: string, text: string, mode?: number): void {
  const fresh = freshFile(path, mode);
  try {
    fresh.append(text);
    fresh.commit();
  } catch (error) {
    fresh.discard();
    throw error;
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
