/** The journal's folder: one file a run, so that no two processes ever write to the same one. */
import { constants } from 'node:fs';
import { access, mkdir, open, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RefusedError } from '../../errors.ts';
import type { JournalRecord } from './entry.ts';
import { messageOf } from './failure.ts';
import { recordOf } from './lines.ts';

export const FILE_ENDING = '.jsonl';

/** Makes the folder where it is missing. Throws `RefusedError` where no file can be made in it. */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK | constants.X_OK);
    await readdir(folder);
    if (made !== undefined) await syncFolder(dirname(made));
  } catch (error) {
    throw new RefusedError(`the journal folder ${folder} can't be written: ${messageOf(error)}`, {
      hint: 'nothing was written; give a folder of your own with --journal-dir',
      cause: error,
    });
  }
}

/** A new file's name is on the disk only once its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** All records, file by file in the order of the runs. A folder that is not there holds none. */
export async function readFolder(folder: string): Promise<JournalRecord[]> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith(FILE_ENDING)).sort();
    const files: JournalRecord[][] = [];
    for (const name of names)
      files.push(recordsIn(join(folder, name), await readFile(join(folder, name), 'utf8')));
    return files.flat();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    if (error instanceof RefusedError) throw error;
    throw new RefusedError(`the journal in ${folder} can't be read: ${messageOf(error)}`, {
      hint: 'without it nobody knows what is still open; give another folder with --journal-dir',
      cause: error,
    });
  }
}

/** A line that was torn by a crash is the last of its file: what it was to announce was never begun. */
function recordsIn(path: string, text: string): JournalRecord[] {
  const lines = text.split('\n');
  const whole = lines.slice(0, -1);
  return whole.map((line, i) => {
    const record = recordOf(line);
    if (record !== undefined) return record;
    throw new RefusedError(`line ${i + 1} of the journal file ${path} can't be read`, {
      hint: 'it was damaged, or written by a newer version; move the file away if you know what it held',
    });
  });
}
