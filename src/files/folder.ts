/** Folders of ours. */
import { accessSync, constants, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { refuseKernelFiles } from './place.ts';
import { FileProblem } from './problem.ts';
import { syncFolder } from './write.ts';

/**
 * Makes the folder, mode 0700, and those above it, where they are missing. Throws `FileProblem`, or what the system says,
 * where no file can be made in it.
 */
export function prepareFolder(folder: string): void {
  makeFolder(folder);
  if (!statSync(folder).isDirectory()) throw new FileProblem('it is no folder');
  refuseKernelFiles(folder);
  accessSync(folder, constants.W_OK | constants.X_OK);
  readdirSync(folder);
}

/** Level by level: with `recursive` Node tries for ever to make a folder in /proc, which says that nothing is there. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false }) !== undefined) return;
  const above = dirname(folder);
  makeFolder(above);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another run may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  syncFolder(above);
}

/** The names in it, sorted; none where there is no such folder. Throws what the system says. */
export function namesIn(folder: string): string[] {
  return statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder).sort();
}
